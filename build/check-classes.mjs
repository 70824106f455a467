/** Fails when a component uses a class that its stylesheet lacks, or a stylesheet defines a class that no component uses. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const filesOf = (pattern) =>
  execFileSync('git', ['ls-files', '-co', '--exclude-standard', pattern], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);

const sheets = new Map(
  filesOf('*.module.css').map((path) => {
    const rules = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    const selectors = [...rules.matchAll(/[^{};]+(?=\{)/g)].join('\n');
    return [path, new Set([...selectors.matchAll(/\.([A-Za-z_][\w-]*)/g)].map(([, name]) => name))];
  }),
);
const used = new Map([...sheets.keys()].map((path) => [path, new Set()]));
const faults = [];
for (const file of [...filesOf('renderer/*.ts'), ...filesOf('renderer/*.tsx')]) {
  const text = readFileSync(file, 'utf8');
  for (const [, local, specifier] of text.matchAll(/^import (\w+) from '([^']+\.module\.css)'/gm)) {
    const sheet = normalize(join(dirname(file), specifier));
    const classes = sheets.get(sheet);
    if (classes === undefined) {
      faults.push(`${file}: no stylesheet ${sheet}`);
      continue;
    }
    for (const [, name] of text.matchAll(new RegExp(`(?<![-\\w./'])${local}\\.(\\w+)`, 'g'))) {
      used.get(sheet).add(name);
      if (!classes.has(name)) faults.push(`${file}: ${sheet} has no class ${name}`);
    }
    // A class chosen at run time can be any of them.
    if (new RegExp(`(?<![-\\w./'])${local}\\[`).test(text))
      for (const name of classes) used.get(sheet).add(name);
  }
}
for (const [sheet, classes] of sheets)
  for (const name of classes)
    if (!used.get(sheet).has(name)) faults.push(`${sheet}: no component uses ${name}`);
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`classes: ${sheets.size} stylesheets match their components`);
