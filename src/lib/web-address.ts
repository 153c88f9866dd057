/** True for a full address on the web: http or https and a host, with no name or password before it and no blank, quote, bracket or backslash in it. */
export function isWebAddress(value: string): boolean {
  // A program that reads addresses its own way must not see another host in it.
  if (!/^https?:\/\/(?!\/)[^\s"'<>\\\u0000-\u001f\u007f]+$/i.test(value) || !URL.canParse(value)) return false;
  const { username, password, hostname } = new URL(value);
  return !username && !password && hostname !== '' && !/^https?:\/\/[^/?#]*@/i.test(value);
}
