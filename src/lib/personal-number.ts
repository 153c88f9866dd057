// No look-behind: phones with a browser of before 2023 cannot read it, and would lose the whole page.
const personal = [
  // Both are also written in groups. All gaps are alike, or an office's 0593-1381234-5678 would be a mobile.
  [/(?:^|[^\dA-Za-z])\d{6}([\s-]?)\d{8}\1\d{3}[\dXx](?![\dA-Za-z])/, '身份证号'],
  [/(?:^|\D)1[3-9]\d([\s-]?)\d{4}\1\d{4}(?!\d)/, '手机号'],
  [/(?:^|\D)\d{16,19}(?!\d)/, '银行卡号'],
] as const;

/** What is wrong with a text that holds an identity, mobile or bank card number, in Chinese, or undefined. */
export function personalNumber(text: string): string | undefined {
  const found = personal.find(([pattern]) => pattern.test(text));
  return found && `像是${found[1]}，个人信息不能公开，请删去`;
}
