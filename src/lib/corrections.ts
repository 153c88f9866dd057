// Where a reader tells of a mistake: an address that opens their own mail program, or the operator's form, with what it is about filled in.
import type { Corrections } from '../schema/site.ts';

/** What is thought to be wrong. */
export type Subject = {
  /** Address of the page, with the place on it. */
  page: string;
  /** "guides/youdaizheng", "stations/zherong-center", "zherong-report/graves-moved". */
  id: string;
  /** What it says now. */
  value: string;
};

/** Most characters of an address, percent-encoded: Windows hands a mail program no more than 2,048. */
export const longestAddress = 1900;

/** Encodes only what a URL may not hold; HTML allows the rest, browsers encode it, and a page of a hundred such links stays small. */
const lightly = (text: string) => text.toWellFormed().replace(/[^\u00a1-\u2027\u2030-\u205e\u3001-\ud7ff\uff01-\uffeeA-Za-z0-9\-._~/:]/gu, (one) => encodeURIComponent(one).replace(/'/g, '%27'));

function fill(to: Corrections, { page, id, value }: Subject): string {
  if (to.form) return to.form.replace(/\{(page|id|value)\}/g, (_, name: 'page' | 'id' | 'value') => lightly({ page, id, value }[name]));
  const body = [`网页：${page}`, `编号：${id}`, `现在写的是：${value}`, '应当是：', '依据：', ''];
  return `mailto:${to.mail}?subject=${lightly(`有误：${id}`)}&body=${body.map(lightly).join('%0D%0A')}`;
}

/** The address for telling of a mistake; a value that would make it too long for a mail program is cut short, with "…" at its end. */
export function correctionAddress(to: Corrections, subject: Subject): string {
  const characters = [...subject.value.replace(/\s+/g, ' ').trim()];
  const fits = (value: string) => new URL(fill(to, { ...subject, value })).href.length <= longestAddress;
  const whole = characters.join('');
  if (fits(whole)) return fill(to, { ...subject, value: whole });
  let [most, least] = [characters.length, 0];
  while (most - least > 1) {
    const middle = (most + least) >> 1;
    if (fits(`${characters.slice(0, middle).join('')}…`)) least = middle;
    else most = middle;
  }
  return fill(to, { ...subject, value: least ? `${characters.slice(0, least).join('')}…` : '' });
}

/** The same for a code on paper: without the value, which would make it too dense to be read. */
export const printedCorrectionAddress = (to: Corrections, { page, id }: Pick<Subject, 'page' | 'id'>): string =>
  to.form ? new URL(fill(to, { page, id, value: '' })).href : `mailto:${to.mail}?subject=${encodeURIComponent('有误：')}${id}`;
