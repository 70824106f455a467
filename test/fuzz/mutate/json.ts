/** Changes to a JSON value: another type, a number at a limit, a missing, strange or repeated field. */
import type { Dice } from '../dice.ts';
import { EDGE_NUMBERS, mutateBytes } from './bytes.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Place = { readonly holder: Json[] | { [key: string]: Json }; readonly key: string };

const STRANGE_KEYS = ['__proto__', 'constructor', 'toString', 'length', '', '$b', 'version', '\u0000'];
const STRANGE_TEXTS = [
  '',
  ' ',
  '../../etc/passwd',
  '/',
  'a\u0000b',
  '\ud800',
  '\u202e',
  'NaN',
  '-0',
  '1e999',
  'null',
  '%',
  '\\\\host\\share\\x',
  'file:///x',
  'con.png',
];

/** `text` with a changed value. Text that is not JSON is changed byte by byte. */
export function mutateJson(text: string, other: string, dice: Dice): string {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    // Text of an earlier change that was not JSON any more.
    return decode(mutateBytes(encode(text), encode(other), dice));
  }
  if (dice.chance(0.08)) return decode(mutateBytes(encode(text), encode(other), dice));
  const root: { [key: string]: Json } = { value };
  try {
    for (let change = dice.few(5); change > 0; change--) changeOnce(root, dice);
    return JSON.stringify(root.value) ?? text;
  } catch (error) {
    // Earlier changes have nested it too deeply to be copied or written.
    if (error instanceof RangeError) return text;
    throw error;
  }
}

function changeOnce(root: { [key: string]: Json }, dice: Dice): void {
  const places = placesIn(root);
  const { holder, key } = dice.pick(places);
  const value = valueAt(holder, key);
  switch (dice.below(10)) {
    case 0:
      if (holder === root) setAt(holder, key, strangeValue(dice));
      else if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      return;
    case 1:
      if (Array.isArray(value)) value.push(...value.slice(0, 500));
      else if (typeof value === 'object' && value !== null)
        define(value, dice.pick(STRANGE_KEYS), strangeValue(dice));
      else setAt(holder, key, [value]);
      return;
    case 2:
      setAt(holder, key, structuredClone(valueIn(dice.pick(places))));
      return;
    case 3:
      setAt(holder, key, nested(value, dice));
      return;
    case 4:
    case 5:
      if (typeof value === 'number') setAt(holder, key, strangeNumber(dice));
      else if (typeof value === 'string') setAt(holder, key, strangeText(value, dice));
      else setAt(holder, key, strangeValue(dice));
      return;
    default:
      setAt(holder, key, strangeValue(dice));
  }
}

function placesIn(root: { [key: string]: Json }): readonly Place[] {
  const places: Place[] = [];
  const waiting: (Json[] | { [key: string]: Json })[] = [root];
  for (let holder = waiting.pop(); holder !== undefined && places.length < 5000; holder = waiting.pop())
    for (const key of Object.keys(holder)) {
      places.push({ holder, key });
      const value = valueAt(holder, key);
      if (typeof value === 'object' && value !== null) waiting.push(value);
    }
  return places;
}

function valueIn({ holder, key }: Place): Json {
  return valueAt(holder, key);
}

function valueAt(holder: Json[] | { [key: string]: Json }, key: string): Json {
  return Array.isArray(holder) ? (holder[Number(key)] ?? null) : (holder[key] ?? null);
}

function setAt(holder: Json[] | { [key: string]: Json }, key: string, value: Json): void {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else define(holder, key, value);
}

/** An own field, whatever its name. */
function define(holder: object, key: string, value: Json): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function strangeValue(dice: Dice): Json {
  switch (dice.below(7)) {
    case 0:
      return null;
    case 1:
      return dice.chance(0.5);
    case 2:
      return strangeNumber(dice);
    case 3:
      return strangeText('', dice);
    case 4:
      return [];
    case 5:
      return {};
    default:
      return [strangeNumber(dice), strangeText('', dice)];
  }
}

function strangeNumber(dice: Dice): number {
  const value = dice.pick([...EDGE_NUMBERS, 0.5, 1e-320, 1e15, 2 ** 53, 2 ** 63, 1e300, 1.7e308]);
  return dice.chance(0.3) ? -value : value;
}

function strangeText(text: string, dice: Dice): string {
  if (text !== '' && dice.chance(0.4)) {
    const at = dice.below(text.length);
    return `${text.slice(0, at)}${dice.pick(STRANGE_TEXTS)}${text.slice(at + 1)}`;
  }
  return dice.chance(0.1) ? 'x'.repeat(dice.pick([256, 5000, 70_000])) : dice.pick(STRANGE_TEXTS);
}

function nested(value: Json, dice: Dice): Json {
  let out = value;
  for (let depth = dice.pick([1, 3, 40, 2000]); depth > 0; depth--)
    out = dice.chance(0.5) ? [out] : { a: out };
  return out;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
