/** The option `--places FILE` of the commands that compare two times. */
import { basename, extname, resolve } from 'node:path';
import { PLACE_FORMATS } from '../../../core/documents/change.ts';
import type { ChangeId } from '../../../core/documents/ids.ts';
import { type Invocation, textOption, UsageError } from './command.ts';

/** Writes the places and returns the paths of the files: none without the option. */
export function placesWriter(invocation: Invocation): (change: ChangeId) => Promise<string[]> {
  const asked = textOption(invocation, 'places');
  if (asked === null) return async () => [];
  const path = resolve(asked);
  const ending = extname(path).slice(1).toLowerCase();
  const format = PLACE_FORMATS.find((each) => each === ending);
  if (format === undefined)
    throw new UsageError(
      `--places ${basename(path)}: expected a name that ends in ${PLACE_FORMATS.map((each) => `.${each}`).join(', ')}`,
    );
  return async (change) => {
    const { changeExports } = await invocation.services();
    const target = { path, replace: invocation.values.overwrite === true };
    await changeExports.make({ change, product: 'places', format }, target, invocation.signal);
    return [path];
  };
}
