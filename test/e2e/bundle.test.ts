import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { repository } from './browser-app.ts';

const ASSETS = join(repository, 'out/renderer/assets');
/** Behind other tabs at first: loaded when they are opened. */
const ON_DEMAND = /^(models|jobs|dataset|training|compare)-panel-/;

test.skipIf(!existsSync(ASSETS))('the first window loads at most 400 kB of compressed scripts', () => {
  const scripts = readdirSync(ASSETS).filter((name) => name.endsWith('.js'));
  const atFirst = scripts.filter((name) => !ON_DEMAND.test(name));
  const bytes = atFirst.reduce((sum, name) => sum + gzipSync(readFileSync(join(ASSETS, name))).length, 0);
  expect(scripts.length - atFirst.length).toBe(5);
  expect(bytes).toBeLessThanOrEqual(400_000);
});
