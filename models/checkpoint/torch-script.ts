/** A TorchScript archive's module objects → one flat table of tensors. The archive's code is never read. */
import { InvalidInput } from '../../core/errors.ts';
import type { PickleEnvironment, PickleValue } from './pickle.ts';
import { torchEnvironment } from './torch-tensors.ts';

const MODULE_PREFIX = '__torch__.';
const MAX_DEPTH = 64;
/** Shared modules let a small pickle describe an exponential tree. */
const MAX_ATTRIBUTES = 1_000_000;
/** Functions that only say of which type a list or dict is; the first argument is the value. */
const TYPE_TAGS = [
  'restore_type_tag',
  'build_intlist',
  'build_doublelist',
  'build_boollist',
  'build_tensorlist',
];

/** Lets the pickle name the archive's own classes, whose instances become maps of their attributes. */
export function torchScriptEnvironment(name: string): PickleEnvironment {
  const environment = torchEnvironment(name);
  const globals = new Map(environment.globals);
  for (const tag of TYPE_TAGS) globals.set(`torch.jit._pickle.${tag}`, ([value = null]) => value);
  return { ...environment, globals, isRecordClass: (each) => each.startsWith(MODULE_PREFIX) };
}

/** Attributes by dotted path, as `state_dict()` names them. Throws `InvalidInput` for trees that no model has. */
export function flattenModules(name: string, root: PickleValue): PickleValue {
  const flat = new Map<PickleValue, PickleValue>();
  const pending: { path: string; depth: number; value: PickleValue }[] = [
    { path: '', depth: 0, value: root },
  ];
  let attributes = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { path, depth, value } = next;
    if (++attributes > MAX_ATTRIBUTES || depth > MAX_DEPTH)
      throw new InvalidInput(
        `${name}: its modules are nested beyond what a model has (at ${path.slice(0, 100)})`,
      );
    if (!(value instanceof Map)) flat.set(path, value);
    else
      for (const [key, inner] of value)
        if (typeof key === 'string')
          pending.push({ path: path === '' ? key : `${path}.${key}`, depth: depth + 1, value: inner });
  }
  return flat;
}
