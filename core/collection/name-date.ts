/** Dates of scenes from patterns over their file names and from TIFF tags. */
import { InvalidInput } from '../errors.ts';

/** More would let a long name take minutes. */
const MOST_STARS = 3;
const PARTS = {
  YYYY: '([12][0-9]{3})',
  MM: '(0[1-9]|1[0-2])',
  DD: '(0[1-9]|[12][0-9]|3[01])',
  DDD: '([0-3][0-9]{2})',
};

/**
 * The date in `name` by `pattern`: YYYY, MM and DD, or YYYY and DDD (day of the year), stand for digits, `*` for any characters, and
 * everything else for itself. ISO 8601 day; null if the name does not fit. Throws `InvalidInput` for a pattern without year or day.
 */
export function dateInName(name: string, pattern: string): string | null {
  const order: string[] = [];
  const source = pattern
    .split(/(YYYY|DDD|MM|DD|\*)/)
    .map((part) => {
      if (part === '*') return '.*?';
      if (!(part in PARTS)) return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
      order.push(part);
      return PARTS[part as keyof typeof PARTS];
    })
    .join('');
  const isWhole =
    order.includes('YYYY') && (order.includes('DDD') || (order.includes('MM') && order.includes('DD')));
  if (!isWhole || new Set(order).size !== order.length)
    throw new InvalidInput(
      `the date pattern "${pattern}" needs YYYY, MM and DD once each, or YYYY and DDD, such as "YYYYMMDD"`,
    );
  if (pattern.split('*').length > MOST_STARS + 1)
    throw new InvalidInput(`the date pattern "${pattern}" has more than ${MOST_STARS} stars: leave some out`);
  const found = new RegExp(source).exec(name);
  if (found === null) return null;
  const value = (part: string): number => Number(found[1 + order.indexOf(part)]);
  return order.includes('DDD')
    ? dayOf(value('YYYY'), 1, value('DDD'))
    : dayOf(value('YYYY'), value('MM'), value('DD'));
}

/** ISO 8601 of TIFF tag 306, "YYYY:MM:DD HH:MM:SS"; null for anything else. */
export function dateInTag(text: string): string | null {
  const found = /^(\d{4})[:-](\d{2})[:-](\d{2})(?:[ T](\d{2}:\d{2}:\d{2}))?/.exec(text.trim());
  if (found === null) return null;
  const day = dayOf(Number(found[1]), Number(found[2]), Number(found[3]));
  return day === null || found[4] === undefined ? day : `${day}T${found[4]}`;
}

/** Null for a day that does not exist. `day` may count from the start of the year, with `month` 1. */
function dayOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isThere = month === 1 ? date.getUTCFullYear() === year : date.getUTCDate() === day;
  return day > 0 && isThere ? date.toISOString().slice(0, 10) : null;
}
