/**
 * Fails when a Python file breaks a rule or the format of ruff, when parts of `training/torch` import against their direction, or when
 * its files import each other in a circle. With `--write`, sorts imports and formats instead. Needs no Python.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import { circles } from './check-layers.mjs';

const HOME = 'training/torch';
/** Parts of `training/torch`, and the parts each may import; itself is always allowed. */
const PARTS = { clip: [], fine_tune: ['clip'], starter: ['clip'] };
/** The oldest Python that the trainer runs under is 3.9; PyTorch 1.13 supports it. */
const SETTINGS = {
  'line-length': 110,
  'target-version': 'py39',
  lint: { select: ['E', 'F', 'W', 'I', 'UP', 'B', 'SIM'] },
};
const SORTED_IMPORTS = 'I001';
const FROM = /^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)/gm;

/** Modules of ours that a file's text imports, as paths from the root. `isModule` tells a module's path from a name inside one. */
export function pythonImports(file, text, isModule) {
  return [...text.matchAll(FROM)].flatMap(([, dots, module, names]) => {
    if (dots === '') return module.startsWith('training.') ? [module.replaceAll('.', '/')] : [];
    const folder = posix.join(posix.dirname(file), ...Array(dots.length - 1).fill('..'));
    const base = posix.join(folder, module.replaceAll('.', '/'));
    if (isModule(`${base}.py`)) return [`${base}.py`];
    return names
      .replace(/[()\s]/g, '')
      .split(',')
      .filter(Boolean)
      .map((name) => `${base}/${name.replace(/as\w+$/, '')}.py`);
  });
}

/** Faults of the import graph of `training/torch`; `texts` maps each file's path to its text. */
export function directionFaults(texts) {
  const graph = new Map();
  const faults = [];
  for (const [file, text] of texts) {
    const part = partOf(file);
    if (part === undefined) continue;
    const targets = pythonImports(file, text, (path) => texts.has(path));
    graph.set(file, new Set(targets));
    for (const target of targets) {
      if (!texts.has(target)) faults.push(`${file}: imports ${target}, which does not exist`);
      else if (partOf(target) !== part && !PARTS[part]?.includes(partOf(target)))
        faults.push(`${file}: ${part} may not import ${target}`);
    }
  }
  for (const group of circles(graph)) faults.push(`these files import each other: ${group.join(', ')}`);
  return faults;
}

const partOf = (file) =>
  file.startsWith(`${HOME}/`) ? file.slice(HOME.length + 1).split('/')[0] : undefined;

function readFiles() {
  const listed = (...flags) =>
    execFileSync('git', ['ls-files', ...flags, '*.py'], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean);
  const gone = new Set(listed('-d'));
  const present = listed('-co', '--exclude-standard').filter((file) => !gone.has(file));
  return new Map(present.map((file) => [file, readFileSync(file, 'utf8')]));
}

function check(ruff, texts) {
  const faults = directionFaults(texts);
  for (const [file, text] of texts) {
    for (const { code, message, start_location: at } of ruff.check(text))
      faults.push(`${file}:${at.row}:${at.column}: ${code ?? 'syntax'} ${message}`);
    if (ruff.format(text) !== text) faults.push(`${file}: is not formatted: run npm run format`);
  }
  return faults;
}

function write(ruff, texts) {
  for (const [file, text] of texts) {
    const written = ruff.format(withSortedImports(ruff, text));
    if (written !== text) writeFileSync(file, written);
  }
}

function withSortedImports(ruff, text) {
  const edits = ruff
    .check(text)
    .filter(({ code, fix }) => code === SORTED_IMPORTS && fix !== null)
    .flatMap(({ fix }) => fix.edits)
    .reverse();
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const offset = ({ row, column }) => (starts[row - 1] ?? text.length) + column - 1;
  return edits.reduce(
    (whole, { content, location, end_location: end }) =>
      whole.slice(0, offset(location)) + (content ?? '') + whole.slice(offset(end)),
    text,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const ruff = new Workspace(SETTINGS, PositionEncoding.Utf16);
  const texts = readFiles();
  if (process.argv.includes('--write')) write(ruff, texts);
  else {
    const faults = check(ruff, texts);
    if (faults.length > 0) {
      console.error(faults.join('\n'));
      process.exit(1);
    }
    console.log(`python: ${texts.size} files are linted, formatted and keep the direction`);
  }
}
