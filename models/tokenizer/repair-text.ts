/**
 * Equivalent of `ftfy.fix_text` (default settings), to the extent that it affects CLIP's token ids: entities, mojibake, C1 controls,
 * ligatures, full-width forms, curly quotes, line breaks, lone surrogates, terminal escapes, control characters, NFC. Applied line by
 * line until nothing changes.
 */
import { closedReferences, namedReference, resolveNumber, unescapeHtml } from './html-unescape.ts';
import { repairMojibake } from './mojibake.ts';

const NEEDS_NO_REPAIR = /^[\t\n\f\x20-\x25\x27-\x7e]*$/;
const ENTITY = /&#?[0-9A-Za-z]{1,24};/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
const CONTROLS = /[\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape character starts them
const TERMINAL_ESCAPE = /\x1b\[[\d;]*[a-zA-Z]/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const LIGATURE = /[\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06]/g;
const WIDE = /[\u3000\uff01-\uffef]/g;
const MAX_ROUNDS = 100;

export function repairText(text: string): string {
  if (NEEDS_NO_REPAIR.test(text)) return text;
  let entities = true;
  return text
    .split(/(?<=\n)/)
    .map((line) => {
      // A tag means HTML: entities in this line and all later ones are left unchanged.
      if (line.includes('<')) entities = false;
      return repairLine(line, entities);
    })
    .join('');
}

function repairLine(line: string, entities: boolean): string {
  let current = line;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const repaired = repairOnce(current, entities);
    if (repaired === current) return current;
    current = repaired;
  }
  return current;
}

function repairOnce(line: string, entities: boolean): string {
  return repairMojibake(entities ? line.replaceAll(ENTITY, unescapeClosed) : line)
    .replaceAll(/[\x80-\x9f]/g, (control) => resolveNumber(`#${control.codePointAt(0)}`))
    .replaceAll(LIGATURE, unfoldLigature)
    .replaceAll(WIDE, (wide) => wide.normalize('NFKC'))
    .replaceAll(/[\u02bc\u2018-\u201b]/g, "'")
    .replaceAll(/[\u201c-\u201f]/g, '"')
    .replaceAll(/\r\n|[\r\u2028\u2029\x85]/g, '\n')
    .replaceAll(LONE_SURROGATE, '\ufffd')
    .replaceAll(TERMINAL_ESCAPE, '')
    .replaceAll(CONTROLS, '')
    .normalize('NFC');
}

/** NFKC, with two exceptions for which it changes too much. */
function unfoldLigature(ligature: string): string {
  if (ligature === '\u0149') return '\u02bcn';
  if (ligature === '\ufb05') return '\u017ft';
  return ligature.normalize('NFKC');
}

function unescapeClosed(entity: string): string {
  if (entity[1] === '#') {
    const characters = unescapeHtml(entity);
    return characters.includes(';') ? entity : characters;
  }
  return namedReference(entity.slice(1)) ?? shouted().get(entity.slice(1)) ?? entity;
}

let shoutedNames: ReadonlyMap<string, string> | null = null;

/** References in capitals that are not in the standard, such as `&EACUTE;`, mapped to the capitals of the lower-case references. */
function shouted(): ReadonlyMap<string, string> {
  shoutedNames ??= new Map(
    closedReferences()
      .filter(
        ([name]) =>
          name === name.toLowerCase() && unescapeHtml(`&${name.toUpperCase()}`) === `&${name.toUpperCase()}`,
      )
      .map(([name, characters]) => [name.toUpperCase(), characters.toUpperCase()]),
  );
  return shoutedNames;
}
