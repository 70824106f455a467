/** One raster in every encoding that GDAL writes, compared with GDAL's own reading. Skipped without GDAL's Python bindings. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { unattended } from '../../../core/task.ts';
import { gdalPython } from '../../gdal.ts';
import { checkTruthRow } from './check-truth-row.ts';
import { sourceHost } from './source-host.ts';
import { readTruth } from './truth.ts';

const script = fileURLToPath(new URL('make_encodings.py', import.meta.url));

/** Encodings that we refuse, and the reason that the message must contain. */
const refused: Readonly<Record<string, RegExp>> = {
  'complex.tif': /64-bit complex float samples/,
  'f32_be_p3.tif': /floating-point predictor in a big-endian file/,
};

describe.skipIf(gdalPython === null)('every encoding', () => {
  const host = sourceHost();
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'encodings-'));
    execFileSync(gdalPython ?? '', [script, folder], { stdio: 'pipe' });
  });
  afterAll(async () => {
    await host.close();
    rmSync(folder, { recursive: true });
  });

  test('reads as in GDAL, or is refused with its name', async () => {
    const rows = readTruth(join(folder, 'TRUTH.jsonl'));
    expect(rows.length).toBeGreaterThan(40);
    const faults: string[] = [];
    for (const row of rows) {
      const path = join(folder, row.file);
      const reason = refused[row.file];
      const checked =
        reason === undefined
          ? checkTruthRow(host, path, row)
          : expect(openScene(host, path, unattended())).rejects.toThrow(reason);
      await checked.catch((error: unknown) => faults.push(`${row.file}: ${error}`));
    }
    expect(faults).toEqual([]);
  });

  test('has as many valid pixels as in GDAL', async () => {
    for (const row of readTruth(join(folder, 'TRUTH.jsonl'))) {
      if (refused[row.file] !== undefined || 'error' in row.gdal) continue;
      const scene = await openScene(host, join(folder, row.file), unattended());
      const { widthPx, heightPx, defaultView } = scene.description;
      const read = await openModelView(scene, defaultView).readRgb({ col: 0, row: 0, widthPx, heightPx });
      const valid = read.valid?.filter((flag) => flag !== 0).length ?? widthPx * heightPx;
      expect(valid, row.file).toBe(row.gdal.valid);
      await scene.close();
    }
  });
});
