// No look-behind: phones with a browser of before 2023 cannot read it, and would lose the whole page.
const personal = [
  [/(?:^|[^\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])/, '身份证号'],
  [/(?:^|\D)1[3-9]\d{9}(?!\d)/, '手机号'],
  [/(?:^|\D)\d{16,19}(?!\d)/, '银行卡号'],
] as const;

/** What is wrong with a text that holds an identity, mobile or bank card number, in Chinese, or undefined. */
export function personalNumber(text: string): string | undefined {
  const found = personal.find(([pattern]) => pattern.test(text));
  return found && `像是${found[1]}，个人信息不能公开，请删去`;
}
