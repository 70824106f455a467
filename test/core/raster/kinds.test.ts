/**
 * Pictures of the kinds that few programs write (fax, old-style JPEG, LZMA, YCbCr, CIELab, LogLuv, 24 and 64 bits, mixed-up tags), each
 * by several writers, compared with GDAL's own reading. Skipped without GDAL's Python bindings.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { gdalPython } from '../../gdal.ts';
import { checkTruthRow, openAndReadAll } from './check-truth-row.ts';
import { sourceHost } from './source-host.ts';
import { readTruth, type TruthRow } from './truth.ts';

const script = fileURLToPath(new URL('make_kinds.py', import.meta.url));

/** The kinds by the start of their file names, and how many files of each there are at least without Pillow and libtiff's tools. */
const kinds: Readonly<Record<string, number>> = {
  fax: 5,
  lzma: 0,
  bits: 11,
  float: 4,
  lerc: 12,
  ycbcr: 8,
  lab: 3,
  cmyk: 6,
  jpeg: 2,
  log: 2,
  old_lzw: 2,
  old_jpeg: 0,
  thunder: 2,
  next: 2,
  tiles_in_strip_tags: 2,
  no_lengths: 2,
  subifd: 2,
  ovr: 2,
  past_end: 5,
};

describe.skipIf(gdalPython === null)('kinds of TIFF that few programs write', () => {
  const host = sourceHost();
  let folder = '';
  let rows: readonly TruthRow[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kinds-'));
    execFileSync(gdalPython ?? '', [script, folder], { stdio: 'pipe' });
    rows = readTruth(join(folder, 'TRUTH.jsonl'));
  });
  afterAll(async () => {
    await host.close();
    rmSync(folder, { recursive: true });
  });

  test.each(Object.entries(kinds))('%s reads as in GDAL, to the bit', async (kind, least) => {
    const own = rows.filter(({ file }) => file.startsWith(kind));
    expect(own.length).toBeGreaterThanOrEqual(least);
    const faults: string[] = [];
    for (const row of own)
      await checkTruthRow(host, join(folder, row.file), row).catch((error: unknown) =>
        faults.push(`${row.file}: ${error}`),
      );
    expect(faults).toEqual([]);
  });

  test('a damaged copy reads, or ends in a named error', async () => {
    let seed = 5;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    const faults: string[] = [];
    for (const { file } of rows) {
      const bytes = readFileSync(join(folder, file));
      const path = join(folder, `damaged-${file}`);
      for (let i = 0; i < 3; i++) {
        const copy = Buffer.from(bytes);
        for (let flips = 0; flips < 4; flips++) copy[random(copy.length)] ^= 1 << random(8);
        writeFileSync(path, copy);
        await openAndReadAll(host, path).catch((error: unknown) => {
          const isNamed = error instanceof InvalidInput || error instanceof Unsupported;
          if (!isNamed || !error.message.includes(path)) faults.push(`${file}: ${error}`);
        });
      }
    }
    expect(faults).toEqual([]);
  });
});
