import { dayNumber } from './calendar-days.ts';
import { checksum, type Plan } from './visit-plan.ts';
import { schedule, showTime, type Site } from './visit-schedule.ts';

// Written by hand: ical-generator calls crypto.randomUUID, which Chromium has only from 92 on and only over https, and weighs 9 KB.

// China has kept UTC+8 the year round since 1992, so times in UTC are exact and need no VTIMEZONE.
const shanghaiMin = 480;
/** Line breaks stay; other controls are not allowed in a text. */
const controls = /(?!\n)\p{Cc}/gu;

/** A TEXT value (RFC 5545, 3.3.11). */
const escaped = (text: string) => text.replace(/\r\n?/g, '\n').replace(controls, '').replace(/[\\;,]/g, '\\$&').replace(/\n/g, '\\n');

/** UTF-8 octets of a letter. */
const octets = (letter: string) => {
  const code = letter.codePointAt(0)!;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
};

/** A content line of at most 75 octets, going on in lines that begin with a space (RFC 5545, 3.1); no letter is cut. */
function folded(line: string): string {
  let out = '';
  let length = 0;
  for (const letter of line) {
    if (length + octets(letter) > 75) {
      out += '\r\n ';
      length = 1;
    }
    out += letter;
    length += octets(letter);
  }
  return out;
}

/** "20270402T003000Z". */
const stampOf = (date: Date) => date.toISOString().replace(/[-:]|\.\d+/g, '');

export type CalendarOptions = {
  /** When the file is made. */
  stamp: Date;
  /** The address of the plan, which every event carries. */
  url?: string;
};

/**
 * The schedule as iCalendar (RFC 5545), an event for each way and visit in UTC; what has no time yet is listed in an event of the whole day.
 * Undefined for a plan without a date or stops. Event ids last as long as date, title, school and order, so that a second import replaces the first.
 */
export function visitCalendar(plan: Plan, sites: readonly Site[], { stamp, url }: CalendarOptions): string | undefined {
  const { date } = plan;
  if (date === undefined || plan.stops.length === 0) return undefined;
  const siteOf = (id: string | undefined) => sites.find((site) => site.id === id);
  const nameOf = (id: string | undefined) => siteOf(id)?.title ?? id ?? '学校';
  const owner = checksum(`${plan.school}\n${plan.title}`);
  const event = (name: string, lines: string[]) => [
    'BEGIN:VEVENT',
    `UID:visit-${date}-${owner}-${name}@rongji`,
    `DTSTAMP:${stampOf(stamp)}`,
    ...lines,
    ...(url ? [`URL:${url.replace(/[\p{Cc}\s]/gu, '')}`] : []),
    'END:VEVENT',
  ];
  const at = (minutes: number) => stampOf(new Date((dayNumber(date) * 1440 + minutes - shanghaiMin) * 60_000));

  const events: string[] = [];
  const open: string[] = [];
  for (const { kind, site, stop, from, to } of schedule(plan, sites)) {
    if (kind === 'leave' || kind === 'free') continue;
    const words = kind === 'visit' ? `参观：${nameOf(site)}` : `路上：${kind === 'back' ? '回学校' : `去${nameOf(site)}`}`;
    if (from === undefined || to === undefined) {
      const start = from === undefined ? '' : `，${showTime(from)} 出发`;
      open.push(`${words}${kind === 'visit' ? `，${plan.stops[stop!]!.minutes} 分钟` : start}`);
    } else if (to > from) {
      const place = kind === 'visit' ? siteOf(site) : undefined;
      events.push(
        ...event(`${kind}-${stop ?? plan.stops.length}`, [
          `DTSTART:${at(from)}`,
          `DTEND:${at(to)}`,
          `SUMMARY:${escaped(words)}`,
          ...(place ? [`LOCATION:${escaped(place.title)}`] : []),
          ...(place?.lat !== undefined && place.lng !== undefined && place.precision === 'site' ? [`GEO:${place.lat.toFixed(6)};${place.lng.toFixed(6)}`] : []),
        ]),
      );
    }
  }
  if (open.length)
    events.push(
      ...event('open', [
        `DTSTART;VALUE=DATE:${date.replace(/-/g, '')}`,
        `SUMMARY:${escaped(`${plan.title || '参观'}（部分时间未定）`)}`,
        `DESCRIPTION:${escaped(['下面各项的时间还没有定：', ...open].join('\n'))}`,
        'TRANSP:TRANSPARENT',
      ]),
    );
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//rongji//visits//ZH', 'CALSCALE:GREGORIAN', `X-WR-CALNAME:${escaped(plan.title || '参观')}`, ...events, 'END:VCALENDAR'];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}
