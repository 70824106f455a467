/** Asks the page of the releases for the newest one, when the user wants to know. Nothing is downloaded. */
import type { AppDescription, NewestRelease } from '../../../core/documents/app.ts';
import type { DownloadSettings } from '../../../core/documents/model.ts';
import { NotFound, Unsupported } from '../../../core/errors.ts';
import { httpGet } from './http-get.ts';
import { proxyFor } from './proxy.ts';

const ANSWER_MS = 20_000;

/** The address of the newest release ends in its tag, to which `…/latest` redirects. Throws `Unreachable` without an answer. */
export async function newestRelease(
  { version, releases }: Pick<AppDescription, 'version' | 'releases'>,
  { proxy }: DownloadSettings,
  signal: AbortSignal,
): Promise<NewestRelease> {
  if (releases === null)
    throw new Unsupported('this copy was not installed from a release: update the clone that it came from');
  const route = { proxyFor: (url: URL) => proxyFor(url, proxy, process.env), answerMs: ANSWER_MS };
  const response = await httpGet(new URL(`${releases}/latest`), { 'User-Agent': 'Longsight' }, route, signal);
  response.body.destroy();
  const newest = /\/tag\/v?(\d+(?:\.\d+)*)$/.exec(response.url.pathname)?.[1];
  if (newest === undefined)
    throw new NotFound(`${releases}: no release is named there (answer ${response.status})`);
  return { version: newest, isNewer: isNewer(newest, version), address: response.url.href };
}

/** Compares numbers part by part; a missing part counts as 0. */
export function isNewer(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number));
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
