/** Reads where an installed application was published: build/dist.mjs writes the address into its package.json. */
import { readFile } from 'node:fs/promises';

/** An https address without a slash at its end; null for a clone. */
export async function releasesNamedIn(packageFile: URL): Promise<string | null> {
  const { releases } = JSON.parse(await readFile(packageFile, 'utf8')) as { readonly releases?: unknown };
  return typeof releases === 'string' && /^https:\/\/[^\s/]+\/\S+[^\s/]$/.test(releases) ? releases : null;
}
