import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctionAddress, longestAddress, printedCorrectionAddress } from '@/lib/corrections.ts';

const mail = { mail: 'jiucuo@example.gov.cn' };
const form = { form: 'https://www.example.gov.cn/jiucuo?page={page}&id={id}&value={value}&from=site' };
const subject = { page: 'https://a.cn/sources/x/#y', id: 'x/y', value: '门票：5 元 & 免费？#1 100%+“好”' };
/** The letter that a mail program would show. */
const letter = (address: string) => {
  const { searchParams, pathname } = new URL(address);
  return { to: pathname, subject: searchParams.get('subject'), body: searchParams.get('body') };
};

test('a letter has page, id and what is written now, line by line', () => {
  expect(letter(correctionAddress(mail, subject))).toEqual({
    to: 'jiucuo@example.gov.cn',
    subject: '有误：x/y',
    body: '网页：https://a.cn/sources/x/#y\r\n编号：x/y\r\n现在写的是：门票：5 元 & 免费？#1 100%+“好”\r\n应当是：\r\n依据：\r\n',
  });
});

test('a form gets each in its place', () => {
  expect(Object.fromEntries(new URL(correctionAddress(form, subject)).searchParams)).toEqual({ ...subject, from: 'site' });
});

describe('whatever is written', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 3000 }), fc.string({ unit: 'binary-ascii', maxLength: 3000 }));
  test.each([['mail', mail], ['form', form]])('by %s: it comes back or is cut short, the address is short enough and is one', (_, to) => {
    fc.assert(
      fc.property(texts, (value) => {
        const address = correctionAddress(to, { ...subject, value });
        expect(address).not.toMatch(/[\s"'<>`\\{}|^]/);
        const { href, searchParams } = new URL(address);
        expect(href.length).toBeLessThanOrEqual(longestAddress);
        const said = 'form' in to ? searchParams.get('value')! : /现在写的是：(.*)\r\n应当是/s.exec(searchParams.get('body')!)![1]!;
        const whole = value.toWellFormed().replace(/\s+/g, ' ').trim();
        if (said !== whole) expect([said.endsWith('…') || said === '', whole.startsWith(said.replace(/…$/, '')), whole.length > 100]).toEqual([true, true, true]);
      }),
      { numRuns: 300 },
    );
  });
  test('no value can say more than a value: another recipient, subject or field', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('&', '?', '#', '=', '%', '\r', '\n', 'cc', 'bcc', 'a@b.cn', '汉', ' ', '%0D%0A', '"'), maxLength: 60 }), (value) => {
        expect([...new URL(correctionAddress(mail, { ...subject, value })).searchParams.keys()]).toEqual(['subject', 'body']);
        expect([...new URL(correctionAddress(form, { ...subject, value })).searchParams.keys()]).toEqual(['page', 'id', 'value', 'from']);
      }),
    );
  });
});

test('a long value is cut at a character, as late as may be', () => {
  const address = correctionAddress(mail, { ...subject, value: '𠮷'.repeat(2000) });
  expect(letter(address).body).toMatch(/现在写的是：(𠮷)+…\r\n/u);
  expect(new URL(address).href.length).toBeGreaterThan(longestAddress - 40);
});

test('on paper there is the page and the id, in signs that any scanner takes', () => {
  expect(printedCorrectionAddress(mail, subject)).toMatch(/^[\x21-\x7e]+$/);
  expect(letter(printedCorrectionAddress(mail, subject)).subject).toBe('有误：x/y');
  expect(Object.fromEntries(new URL(printedCorrectionAddress(form, subject)).searchParams)).toEqual({ page: subject.page, id: 'x/y', value: '', from: 'site' });
  expect(printedCorrectionAddress(form, subject)).toMatch(/^[\x21-\x7e]+$/);
});
