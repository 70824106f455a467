/** What *Copy diagnostics* says, and what it keeps to itself. */
import { homedir } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import type { JobId, SceneId } from '../../../../core/documents/ids.ts';
import type { JobSummary } from '../../../../core/documents/job.ts';
import type { SceneDetail } from '../../../../core/documents/scene.ts';
import {
  describeInstallation,
  reportSections,
} from '../../../../electron/app/process/describe-installation.ts';
import { type Diagnosed, diagnosticsText } from '../../../../electron/app/process/diagnostics.ts';
import { withoutPaths } from '../../../../electron/app/process/without-paths.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const scene = {
  id: 's' as SceneId,
  name: 'harbour.tif',
  widthPx: 4000,
  heightPx: 3000,
  bands: ['Blue', 'Green', 'Red', 'NIR'].map((name) => ({ name, range: { min: 0, max: 1 } })),
  sampleType: 'uint16',
  compression: 'LZW',
  layout: 'tiles of 256 px',
  overviews: 2,
  fileBytes: 96_000_000,
  crs: { wkt: '', name: 'WGS 84 / UTM zone 32N', epsg: 32632, proj4: '', isGeographic: false },
  metresPerPixel: 0.5,
  modelView: { bands: [2, 1, 0], stretch: { kind: 'none' } },
  warnings: ['/home/jane doe/secret project/harbour.tif has no statistics'],
  missing: false,
} as unknown as SceneDetail;

const job = { id: 'j' as JobId, title: 'Index harbour.tif', state: 'failed' } as JobSummary;

async function diagnosed(): Promise<Diagnosed> {
  const report = await describeInstallation(
    `${homedir()}/data of jane/Jane`,
    async () => ({
      model: 'starter',
      choice: null,
      devices: [
        {
          device: 'webgpu',
          name: 'WebGPU',
          state: 'passed-over',
          reason: 'no adapter',
          windowsPerSecond: null,
        },
        { device: 'cpu', name: 'CPU', state: 'in-use', reason: null, windowsPerSecond: 40 },
      ],
    }),
    async () => {
      throw new Error('models cannot be listed');
    },
  );
  return {
    installation: reportSections(report),
    scene,
    model: null,
    downloads: { mirror: null, proxy: 'http://jane:hunter2@proxy.example:3128' },
    faults: ['C:\\Users\\Jane\\maps\\jobs.json is damaged: moved aside'],
    jobs: [{ job, log: ['2026-01-01T00:00:00Z failed: /mnt/disk one/harbour.tif: block 7 is damaged'] }],
  };
}

test('the diagnostics name version, platform, devices with reasons, raster, settings, faults and failed jobs', async () => {
  const text = diagnosticsText(await diagnosed(), false);
  for (const part of [
    /^Longsight +\d+\.\d+\.\d+ \(Node /,
    new RegExp(process.platform),
    /WebGPU +passed-over, no adapter/,
    /CPU +in use, 40 windows\/s/,
    /models +could not be determined: models cannot be listed/,
    /raster +harbour\.tif/,
    /4000 x 3000 px, 4 bands \(Blue, Green, Red, NIR\), uint16, 0\.500 m per pixel/,
    /WGS 84 \/ UTM zone 32N \(EPSG:32632\)/,
    /proxy: proxy\.example:3128/,
    /jobs\.json is damaged/,
    /Index harbour\.tif: failed/,
    /harbour\.tif: block 7 is damaged/,
  ])
    expect(text).toMatch(part);
});

test('they name no folder unless asked, and never a password', async () => {
  vi.stubEnv('LONGSIGHT_HOME', '/mnt/jane');
  const all = await diagnosed();
  const text = diagnosticsText(all, false);
  for (const secret of ['jane', 'Jane', 'secret', 'Users', 'maps', 'disk one', homedir(), 'data of'])
    expect(text, secret).not.toContain(secret);
  const full = diagnosticsText(all, true);
  for (const folder of ['/home/jane doe/secret project/', 'C:\\Users\\Jane\\maps\\', '/data of jane/'])
    expect(full).toContain(folder);
  for (const each of [text, full]) expect(each).not.toContain('hunter2');
});

test('paths of all systems become names of files; addresses and units stay', () => {
  expect(withoutPaths('cannot read /a/b c/d.tif: damaged')).toBe('cannot read d.tif: damaged');
  expect(withoutPaths('D:/maps/x.tif and \\\\server\\share\\y.tif')).not.toMatch(/maps|server|share/);
  expect(withoutPaths("LONGSIGHT_HOME=/home/jane/ls, 'C:\\Users\\J D\\e.tif'")).not.toMatch(
    /home|jane|Users|J D/,
  );
  expect(withoutPaths('see https://host/a/b/c, 12 windows/s, WGS 84 / UTM')).toBe(
    'see https://host/a/b/c, 12 windows/s, WGS 84 / UTM',
  );
});
