import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { repository } from './browser-app.ts';

const ASSETS = join(repository, 'out/renderer/assets');
/** Panels that are behind other tabs at first and load when they are opened. */
const ON_DEMAND = /^(models|jobs|dataset|training|compare|evaluation|collections|team)-panel-/;
/** Matches static imports; dynamic ones have a parenthesis before the quote. */
const IMPORT = /(?:from|import)\s*["']\.\/([^"']+\.js)["']/g;

test.skipIf(!existsSync(ASSETS))('the first window loads at most 380 kB of compressed scripts', () => {
  const scripts = readdirSync(ASSETS).filter((name) => name.endsWith('.js'));
  const [, entry] = /<script[^>]+src="\.\/assets\/([^"]+)"/.exec(
    readFileSync(join(ASSETS, '../index.html'), 'utf8'),
  )!;
  const roots = scripts.filter((name) => name === entry || (/-panel-/.test(name) && !ON_DEMAND.test(name)));
  const loaded = new Set<string>();
  const load = (name: string): void => {
    if (loaded.has(name)) return;
    loaded.add(name);
    for (const [, imported] of readFileSync(join(ASSETS, name), 'utf8').matchAll(IMPORT)) load(imported);
  };
  roots.forEach(load);
  const bytes = [...loaded].reduce((sum, name) => sum + gzipSync(readFileSync(join(ASSETS, name))).length, 0);
  expect(roots.length).toBeGreaterThan(4);
  expect(loaded.size).toBeGreaterThan(roots.length);
  expect(bytes).toBeLessThanOrEqual(380_000);
});
