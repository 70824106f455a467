/** Fields of a JSON file, read with errors that name the file and the field. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';

/** An object of the file at `path`; `at` is its field, empty for the whole file. */
export type JsonObject = {
  readonly path: string;
  readonly at: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

/** Throws `InvalidInput` unless the text is that of a JSON object. */
export function jsonObject(text: string, path: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(`${path}: is not JSON`, { cause });
  }
  return asObject(value, path, '');
}

export function objectAt({ path, at, fields }: JsonObject, key: string): JsonObject {
  return asObject(fields[key], path, `${at}${key}`);
}

export function textAt(object: JsonObject, key: string): string {
  const value = object.fields[key];
  if (typeof value !== 'string' || value === '') throw wrong(object, key, 'text');
  return value;
}

/** Null if the field is absent or null. */
export function optionalTextAt(object: JsonObject, key: string): string | null {
  return object.fields[key] === undefined || object.fields[key] === null ? null : textAt(object, key);
}

export function numberAt(object: JsonObject, key: string): number {
  const value = object.fields[key];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(object, key, 'a number');
  return value;
}

export function countAt(object: JsonObject, key: string): number {
  const value = numberAt(object, key);
  if (!Number.isSafeInteger(value) || value < 1) throw wrong(object, key, 'a positive integer');
  return value;
}

/** One of `choices`. Throws `Unsupported` for any other text. */
export function choiceAt<const T extends string>(object: JsonObject, key: string, choices: readonly T[]): T {
  const value = textAt(object, key);
  const found = choices.find((choice) => choice === value);
  if (found === undefined)
    throw new Unsupported(
      `${object.path}: ${object.at}${key} is "${value}"; this version supports only ${choices.map((choice) => `"${choice}"`).join(', ')}`,
    );
  return found;
}

/** The error for a field that is not what was expected. */
export function wrong({ path, at, fields }: JsonObject, key: string, expected: string): InvalidInput {
  return new InvalidInput(`${path}: ${at}${key} is ${JSON.stringify(fields[key])}, expected ${expected}`);
}

function asObject(value: unknown, path: string, at: string): JsonObject {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new InvalidInput(`${path}: ${at === '' ? 'the file' : at} is not an object`);
  return {
    path,
    at: at === '' ? '' : `${at}.`,
    fields: value as Readonly<Record<string, unknown>>,
  };
}
