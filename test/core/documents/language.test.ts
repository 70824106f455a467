import { expect, test } from 'vitest';
import { LANGUAGE_CHOICES, languageFor } from '../../../core/documents/language.ts';

test.each([
  [['de-AT', 'en'], 'de'],
  [['fr', 'es-MX', 'de'], 'es'],
  [['EN-us'], 'en'],
  [['fr-FR', 'nds'], 'en'],
  [['', 'x'], 'en'],
  [[], 'en'],
])('of the preferred languages %j the page is in %s', (preferred, language) => {
  expect(languageFor('system', preferred)).toBe(language);
});

test('a chosen language outweighs what the system prefers', () => {
  for (const choice of LANGUAGE_CHOICES)
    if (choice !== 'system') expect(languageFor(choice, ['de', 'es', 'en'])).toBe(choice);
});
