/** Validators for values from pages and files. Each checks an unknown value and names the first wrong field. */
import { InvalidInput } from '../errors.ts';
import { inWords } from '../value-in-words.ts';

/** Returns the value with its type, or throws `InvalidInput` naming `at`. */
export type Shape<T> = (value: unknown, at: string) => T;
export type ShapeType<S> = S extends Shape<infer T> ? T : never;

function fault(at: string, expected: string, value: unknown): InvalidInput {
  const found = value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
  return new InvalidInput(`${at}: expected ${expected}, got ${found}`);
}

export const nothing: Shape<null> = (value, at) => {
  if (value !== null) throw fault(at, 'null', value);
  return null;
};

export const boolean: Shape<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw fault(at, 'true or false', value);
  return value;
};

/** A string of at most `maxLength` UTF-16 units. */
export function string(maxLength = 4096): Shape<string> {
  return (value, at) => {
    if (typeof value !== 'string') throw fault(at, 'a string', value);
    if (value.length > maxLength) throw new InvalidInput(`${at}: longer than ${maxLength} characters`);
    return value;
  };
}

/** A non-empty string used as an identity and as a file's name, so never `.` or `..`; `T` is its brand. */
export function id<T extends string>(): Shape<T> {
  return (value, at) => {
    if (typeof value !== 'string' || !/^(?!\.+$)[\w.-]{1,128}$/.test(value)) throw fault(at, 'an id', value);
    return value as T;
  };
}

/** A finite number within [min, max]. */
export function number(min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): Shape<number> {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw fault(at, 'a finite number', value);
    if (value < min || value > max) throw new InvalidInput(`${at}: expected ${min} to ${max}, got ${value}`);
    return value;
  };
}

export function integer(min: number, max: number): Shape<number> {
  const inRange = number(min, max);
  return (value, at) => {
    const checked = inRange(value, at);
    if (!Number.isSafeInteger(checked)) throw fault(at, 'a whole number', value);
    return checked;
  };
}

export function literal<const T extends string | number | boolean>(...allowed: readonly T[]): Shape<T> {
  return (value, at) => {
    const found = allowed.find((each) => each === value);
    if (found === undefined) throw fault(at, `one of ${allowed.join(', ')}`, value);
    return found;
  };
}

export function nullable<T>(inner: Shape<T>): Shape<T | null> {
  return (value, at) => (value === null ? null : inner(value, at));
}

/** For a field that older files lack: the value if it is absent. */
export function absentAs<T>(value: T, inner: Shape<T>): Shape<T> {
  return (found, at) => (found === undefined ? value : inner(found, at));
}

export function array<T>(inner: Shape<T>, maxLength = 10_000): Shape<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw fault(at, 'an array', value);
    if (value.length > maxLength) throw new InvalidInput(`${at}: more than ${maxLength} entries`);
    return value.map((each, i) => inner(each, `${at}[${i}]`));
  };
}

/** Exactly three values of one shape: red, green, blue. */
export function triple<T>(inner: Shape<T>): Shape<readonly [T, T, T]> {
  const three = array(inner, 3);
  return (value, at) => {
    const [red, green, blue, ...rest] = three(value, at);
    if (red === undefined || green === undefined || blue === undefined || rest.length > 0)
      throw new InvalidInput(`${at}: expected three entries`);
    return [red, green, blue];
  };
}

/** Exactly two values of one shape. */
export function pair<T>(inner: Shape<T>): Shape<readonly [T, T]> {
  const two = array(inner, 2);
  return (value, at) => {
    const [first, second] = two(value, at);
    if (first === undefined || second === undefined) throw new InvalidInput(`${at}: expected two entries`);
    return [first, second];
  };
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type ObjectOf<F extends Fields> = { readonly [K in keyof F]: ShapeType<F[K]> };

/** An object with exactly these fields. */
export function object<const F extends Fields>(fields: F): Shape<ObjectOf<F>> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw fault(at, 'an object', value);
    const unknownKey = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
    if (unknownKey !== undefined) throw new InvalidInput(`${at}: unknown field ${unknownKey}`);
    const source: Record<string, unknown> = { ...value };
    const checked = Object.entries(fields).map(([key, shape]) => [key, shape(source[key], `${at}.${key}`)]);
    return Object.fromEntries(checked) as ObjectOf<F>;
  };
}

/** An object with at least these fields, for files that a later version may extend. */
export function atLeast<const F extends Fields>(fields: F): Shape<ObjectOf<F>> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw fault(at, 'an object', value);
    const source: Record<string, unknown> = { ...value };
    for (const [key, shape] of Object.entries(fields)) source[key] = shape(source[key], `${at}.${key}`);
    return source as ObjectOf<F>;
  };
}

/** An object whose fields have any names and all have the same shape. */
export function record<T>(inner: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw fault(at, 'an object', value);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inner(each, `${at}.${key}`)]));
  };
}

/** Objects told apart by their `kind` field. */
export function oneOf<const V extends Readonly<Record<string, Shape<{ readonly kind: string }>>>>(
  variants: V,
): Shape<ShapeType<V[keyof V]>> {
  return (value, at) => {
    const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
    if (typeof kind !== 'string' || !Object.hasOwn(variants, kind))
      throw new InvalidInput(
        `${at}.kind: expected one of ${Object.keys(variants).join(', ')}, got ${inWords(kind)}`,
      );
    return variants[kind]!(value, at) as ShapeType<V[keyof V]>;
  };
}
