/** Check that everything the written pages refer to exists: links, files, npm scripts, commands and controls. */
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../electron/cli/commands.ts';
import { files, folders, guidePages, textOf } from './pages.ts';

const PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...guidePages];
const SHELL_PAGES = ['README.md', 'CONTRIBUTING.md', ...guidePages];
/** Paths that a program writes and the repository does not hold. */
const MADE = /^(out|dist|demo-output|node_modules)\b|\bID\b/;

const exists = (path: string): boolean => files.includes(path) || folders.has(path.replace(/\/$/, ''));

/** Anchors that GitHub makes from the headings. */
function anchorsOf(page: string): readonly string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function deadLinks(page: string): readonly string[] {
  const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(
    ([, a, b]) => a ?? b,
  );
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [target, anchor] = link.split('#');
    const path = target === '' ? page : posix.join(posix.dirname(page), target);
    return !exists(path) || (anchor !== undefined && !anchorsOf(path).includes(anchor));
  });
}

/** Code spans that look like a file or folder of ours. */
function missingFiles(page: string): readonly string[] {
  const prose = textOf(page).replace(/```[\s\S]*?```/g, '');
  const paths = [...prose.matchAll(/`((?:[\w.-]+\/)+(?:[\w.-]*\w)?)`/g)].map(([, path]) => path);
  const top = new Set(files.map((file) => file.split('/')[0]));
  return paths.filter((path) => top.has(path.split('/')[0]) && !MADE.test(path) && !exists(path));
}

/** Calls of `longsight` in the code blocks and code spans of a page. */
function calls(page: string): readonly string[] {
  const text = textOf(page);
  const lines = [...text.matchAll(/```\w*\n([\s\S]*?)```/g)].flatMap(([, block]) => block.split('\n'));
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span);
  return [...lines, ...spans].flatMap((line) =>
    [...line.matchAll(/(?:npx |^)longsight ([^#|`]+)/g)].map(([, call]) => call.trim()),
  );
}

function wrongCall(call: string): string | null {
  if (/^(COMMAND|--help|help)\b/.test(call)) return null;
  const command = commands
    .filter(({ name }) => call === name || call.startsWith(`${name} `))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  if (!command) return `longsight ${call}: no such command`;
  const options = [...call.matchAll(/--([\w-]+)/g)].map(([, option]) => option);
  const unknown = options.find(
    (option) => !['json', 'help', ...Object.keys(command.options)].includes(option),
  );
  return unknown === undefined ? null : `longsight ${call}: no option --${unknown}`;
}

/** Texts that the application shows: string literals of its source, with wildcards for the values in a template. */
function shownTexts(): readonly RegExp[] {
  const sources = files.filter((file) =>
    /^(renderer|core\/(documents|export|style|search))\/.*\.tsx?$/.test(file),
  );
  const literals = sources.flatMap((file) =>
    [...textOf(file).matchAll(/'((?:[^'\\\n]|\\.)+)'|`((?:[^`\\]|\\.)+)`/g)].map(
      // The guide has plain spaces.
      ([, plain, made]) => (plain ?? made).replaceAll('\\u00a0', ' '),
    ),
  );
  const literally = (text: string): string => text.replace(/[.*+?^()[\]\\|{}$]/g, '\\$&');
  const parts = [...new Set(literals)].map((literal) => literal.split(/\$\{[^}]*\}/));
  return (
    parts
      // A template of wildcards alone would match any text.
      .filter((each) => each.length === 1 || /\p{L}{3}/u.test(each.join('')))
      .map((each) => new RegExp(`^${each.map(literally).join('.+')}$`))
  );
}

/** Text in italics: names of controls, with menus as `Menu ▸ Entry`. */
function controls(page: string): readonly string[] {
  const prose = textOf(page)
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`\n]*`/g, '')
    .replaceAll('**', '');
  return [...prose.matchAll(/(?<![\w*])\*([^*\n]+)\*(?![\w*])/g)].flatMap(([, name]) => name.split(' ▸ '));
}

test.each(PAGES)('%s links to what exists', (page) => {
  expect(deadLinks(page)).toEqual([]);
});

test.each(PAGES)('%s names files that exist', (page) => {
  expect(missingFiles(page)).toEqual([]);
});

test.each(SHELL_PAGES)('%s calls commands that exist, with options that they have', (page) => {
  expect(calls(page).map(wrongCall).filter(Boolean)).toEqual([]);
});

test.each(SHELL_PAGES)('%s names npm scripts that exist', (page) => {
  const { scripts } = JSON.parse(textOf('package.json')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const named = [...textOf(page).matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test.each(['README.md', ...guidePages])('%s names controls as the application does', (page) => {
  const shown = shownTexts();
  expect(controls(page).filter((name) => !shown.some((text) => text.test(name)))).toEqual([]);
});

test('every picture is on a page, and every page of the guide is in the index', () => {
  const texts = PAGES.map(textOf).join('\n');
  const pictures = files.filter((file) => file.startsWith('docs/pictures/'));
  expect(pictures.filter((file) => !texts.includes(`pictures/${posix.basename(file)}`))).toEqual([]);
  const index = textOf('docs/README.md');
  const others = guidePages.map((page) => posix.basename(page)).filter((name) => name !== 'README.md');
  expect(others.filter((name) => !index.includes(`(${name})`))).toEqual([]);
});

test('every picture has alternative text', () => {
  const silent = PAGES.flatMap(
    (page) => textOf(page).match(/!\[\]\([^)]*\)|<img(?![^>]*alt="[^"]+)[^>]*>/g) ?? [],
  );
  expect(silent).toEqual([]);
});
