const personal = [
  [/(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])/, '身份证号'],
  [/(?<!\d)1[3-9]\d{9}(?!\d)/, '手机号'],
  [/(?<!\d)\d{16,19}(?!\d)/, '银行卡号'],
] as const;

/** What is wrong with a text that holds an identity, mobile or bank card number, in Chinese, or undefined. */
export function personalNumber(text: string): string | undefined {
  const found = personal.find(([pattern]) => pattern.test(text));
  return found && `像是${found[1]}，个人信息不能公开，请删去`;
}
