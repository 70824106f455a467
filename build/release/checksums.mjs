/** Writes SHA256SUMS beside release files: `node build/release/checksums.mjs FOLDER`. Check it with `sha256sum --check SHA256SUMS`. */
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const NAME = 'SHA256SUMS';

/** Lines of `sha256sum`, by file name, for every file that lies in `folder` directly; returns the text it wrote. */
export async function writeChecksums(folder) {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== NAME)
    .map(({ name }) => name)
    .toSorted();
  if (names.length === 0) throw new Error(`${folder} has no files: download the installers into it first`);
  const lines = [];
  for (const name of names) lines.push(`${await sha256(join(folder, name))}  ${name}\n`);
  writeFileSync(join(folder, NAME), lines.join(''));
  return lines.join('');
}

async function sha256(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(await writeChecksums(process.argv[2]));
