/** Two times of a collection: periods written as a year, a month or a day. */
import type { CollectionScene } from '../documents/collection.ts';
import { InvalidInput } from '../errors.ts';

const PERIOD = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/;
const DAYS_NAMED = 10;

export type Periods = { readonly before: string; readonly after: string };

/**
 * The two periods. Null for both takes the two days of the scenes. Throws `InvalidInput` for text that is no period, for periods in the wrong
 * order or one within the other, and for one alone; without periods, unless the scenes have exactly two days.
 */
export function twoPeriods(
  scenes: readonly CollectionScene[],
  before: string | null,
  after: string | null,
): Periods {
  if (before === null && after === null) return twoDays(scenes);
  if (before === null || after === null)
    throw new InvalidInput('give both times, such as before 2019 and after 2023-05, or none');
  for (const period of [before, after])
    if (!PERIOD.test(period))
      throw new InvalidInput(
        `"${period}" is not a time: write a year, a month or a day, as 2024, 2024-05 or 2024-05-31`,
      );
  if (before.startsWith(after) || after.startsWith(before) || before > after)
    throw new InvalidInput(`${before} does not lie before ${after}: choose two times, the earlier one first`);
  return { before, after };
}

/** Readable scenes of the period. */
export function scenesOf(scenes: readonly CollectionScene[], period: string): readonly CollectionScene[] {
  return scenes.filter(({ fault, date }) => fault === null && date !== null && date.date.startsWith(period));
}

function twoDays(scenes: readonly CollectionScene[]): Periods {
  const dates = scenes.flatMap(({ fault, date }) =>
    fault === null && date !== null ? [date.date.slice(0, 10)] : [],
  );
  const days = [...new Set(dates)].sort();
  if (days.length === 2) return { before: days[0], after: days[1] };
  if (days.length < 2)
    throw new InvalidInput(
      'the scenes have no two dates: scan the collection with a date pattern, such as "*_YYYYMMDD*"',
    );
  const named = days.slice(0, DAYS_NAMED).join(', ');
  const more = days.length > DAYS_NAMED ? ` and ${days.length - DAYS_NAMED} more` : '';
  throw new InvalidInput(
    `the scenes have ${days.length} days (${named}${more}): say which time comes before and which after`,
  );
}
