import { expect, test } from 'vitest';
import { strings as english } from '../../../renderer/features/models/strings.ts';
import { strings as german } from '../../../renderer/languages/de/features/models/strings.ts';
import { strings as spanish } from '../../../renderer/languages/es/features/models/strings.ts';

/** As `models` writes them into `config.json`. */
const SOURCES = [
  'the user',
  'the file itself',
  'config.json beside it',
  'its key layout: stretched from OpenAI’s CLIP',
  'the list of published weights: its SHA-256 is that of LRSCLIP',
];

test.each(SOURCES)('where an activation comes from is translated: %s', (source) => {
  for (const { activationValue } of [german, spanish]) {
    const said = activationValue('gelu', source);
    expect(said).not.toContain(source);
    expect(said).not.toMatch(/\b(?:the|its|beside|user)\b/);
  }
});

test('an activation that the user chose is not said to be read', () => {
  expect(english.activationValue('gelu', 'the user')).toBe('exact GELU, chosen at import');
  expect(german.activationValue('gelu', 'the user')).toBe('exaktes GELU, beim Import gewählt');
});
