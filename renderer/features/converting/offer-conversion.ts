/** Offers a converted copy where a file cannot be opened. */
import { isBesideRaster } from '../../../core/documents/conversion.ts';
import type { Grant } from '../../../core/documents/ids.ts';
import type { Application } from '../../state/application.ts';
import { reportFailure } from '../../state/toasts.ts';
import { strings } from './strings.ts';

/** A file that does not open as it is may be converted; else `error` says why it does not open. */
export async function takeOtherFile(
  app: Application,
  grant: Grant,
  all: readonly Grant[],
  error: unknown,
): Promise<void> {
  const fail = (reason: unknown): void => reportFailure(app, strings.opening(grant.name), reason);
  const isTaken = await offerConversion(app, grant, all).catch((reason: unknown) => {
    fail(reason);
    return true;
  });
  if (!isTaken) fail(error);
}

/**
 * True if the user is asked about a copy, or the file only belongs to another one of `all`. Throws the core's reason if the file cannot
 * be converted. False for a TIFF.
 */
async function offerConversion(app: Application, grant: Grant, all: readonly Grant[]): Promise<boolean> {
  if (isBesideRaster(grant.name) && all.some(({ name }) => !isBesideRaster(name))) return true;
  const plan = await app.core.call('scenes.planConversion', { grant: grant.id });
  if (plan === null) return false;
  app.view.setState(({ dialog }) => {
    const before = dialog?.kind === 'convert' ? dialog.offers : [];
    return { dialog: { kind: 'convert', offers: [...before, { grant, plan }] } };
  });
  return true;
}
