import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { LANGUAGES } from '../../core/documents/language.ts';
import { repository } from './browser-app.ts';

const PAGE = join(repository, 'out/renderer');
/** Panels that are behind other tabs at first and load when they are opened. */
const ON_DEMAND = /^(models|jobs|dataset|training|compare|evaluation|collections|change|team)-panel-/;
/** Matches static imports; dynamic ones have a parenthesis before the quote. */
const IMPORT = /(?:from|import)\s*["']\.\/([^"']+\.js)["']/g;

/** Bytes of the scripts that the first window of a page loads. */
function firstWindow(document: string): number {
  const [, folder, entry] = /<script[^>]+src="\.\/(assets\/(?:\w+\/)?)([^"]+)"/.exec(
    readFileSync(join(PAGE, document), 'utf8'),
  )!;
  const assets = join(PAGE, folder);
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const roots = scripts.filter((name) => name === entry || (/-panel-/.test(name) && !ON_DEMAND.test(name)));
  const loaded = new Set<string>();
  const load = (name: string): void => {
    if (loaded.has(name)) return;
    loaded.add(name);
    for (const [, imported] of readFileSync(join(assets, name), 'utf8').matchAll(IMPORT)) load(imported);
  };
  roots.forEach(load);
  expect(roots.length).toBeGreaterThan(4);
  expect(loaded.size).toBeGreaterThan(roots.length);
  return [...loaded].reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0);
}

test.skipIf(!existsSync(PAGE))('the first window loads at most 380 kB of compressed scripts', () => {
  expect(firstWindow('index.html')).toBeLessThanOrEqual(380_000);
});

test.skipIf(!existsSync(PAGE))(
  'in another language it loads little more: its own words, and no others',
  () => {
    for (const language of LANGUAGES.slice(1))
      expect(firstWindow(`index.${language}.html`), language).toBeLessThanOrEqual(385_000);
  },
);
