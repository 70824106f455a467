/** The compose file of a team store in the guide: its syntax, and that whatever it names is there. No engine runs it. */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { textOf } from './pages.ts';

type Service = {
  readonly build: { readonly dockerfile_inline: string };
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly secrets: readonly string[];
};
type Compose = {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: object;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
};

/** Of https://github.com/compose-spec/compose-spec/blob/main/05-services.md, what this file uses. */
const SERVICE_KEYS = ['build', 'command', 'environment', 'volumes', 'ports', 'secrets', 'shm_size'];

const page = textOf('docs/team.md');
const [, source] = /```yaml\n(services:[\s\S]*?)```/.exec(page) ?? ['', ''];
/** Throws for a key that is there twice, too. */
const compose: Compose = parse(source);
const services = Object.entries(compose.services);

test('it has the server and one worker, with keys that Compose knows', () => {
  expect(Object.keys(compose).sort()).toEqual(['secrets', 'services', 'volumes']);
  expect(Object.keys(compose.services)).toEqual(['db', 'worker']);
  for (const [name, service] of services)
    expect(
      Object.keys(service).filter((key) => !SERVICE_KEYS.includes(key)),
      name,
    ).toEqual([]);
});

test('volumes and secrets that services name are declared, and all that are declared are used', () => {
  const named = services.flatMap(([, { volumes }]) => volumes.map((each) => each.split(':')[0]));
  expect(named.filter((each) => !each.startsWith('/')).sort()).toEqual(Object.keys(compose.volumes).sort());
  const secrets = services.flatMap(([, service]) => service.secrets);
  expect(secrets.sort()).toEqual(Object.keys(compose.secrets).sort());
  for (const [, { secrets: own, environment }] of services)
    for (const [, path] of JSON.stringify(environment).matchAll(/\/run\/secrets\/(\w+)/g))
      expect(own).toContain(path);
});

test('no password is in it, and each image is made from a base that is named with its version', () => {
  expect(source).not.toMatch(/PASSWORD: /);
  for (const [, { build }] of services)
    expect(build.dockerfile_inline.split('\n')[0]).toMatch(/^FROM [a-z]+:\d+-[a-z]+$/);
});
