/**
 * What electron-builder signs with, from the environment: on macOS CSC_LINK, CSC_KEY_PASSWORD and for notarization APPLE_API_KEY_P8,
 * APPLE_API_KEY_ID, APPLE_API_ISSUER; on Windows WIN_CSC_LINK, WIN_CSC_KEY_PASSWORD. Without them the application is signed ad hoc
 * (macOS) or not at all.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NOTARIZATION = ['APPLE_API_KEY_P8', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER'];

/**
 * `env`: the environment for electron-builder, without empty secrets (a workflow passes a secret that is not set as an empty text);
 * `args`: its arguments. The key for notarization, a text, is written to a file of the folder `temporary`, as electron-builder wants it.
 */
export function signingOf(environment, temporary) {
  const env = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => value !== '' || !/^(WIN_)?CSC_|^APPLE_/.test(name)),
  );
  const given = NOTARIZATION.filter((name) => env[name] !== undefined);
  if (given.length > 0 && given.length < NOTARIZATION.length)
    throw new Error(`notarization needs ${NOTARIZATION.join(', ')}; only ${given.join(', ')} is set`);
  // Apple silicon starts nothing without a signature; "-" is the ad hoc one.
  if (env.CSC_LINK === undefined) return { env, args: ['-c.mac.identity=-'] };
  if (given.length === 0) return { env, args: [] };
  const { APPLE_API_KEY_P8: key, ...others } = env;
  const file = join(temporary, 'notarization.p8');
  writeFileSync(file, key, { mode: 0o600 });
  return { env: { ...others, APPLE_API_KEY: file }, args: ['-c.mac.notarize=true'] };
}
