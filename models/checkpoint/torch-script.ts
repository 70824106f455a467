/** Conversion of the module objects in a TorchScript archive to a flat table of tensors. Code in the archive is never read. */
import { InvalidInput } from '../../core/errors.ts';
import type { PickleEnvironment, PickleValue } from './pickle.ts';
import { torchEnvironment } from './torch-tensors.ts';

const MODULE_PREFIX = '__torch__.';
const MAX_DEPTH = 64;
/** Limit against small pickles whose shared modules describe an exponential tree. */
const MAX_ATTRIBUTES = 1_000_000;
const MAX_PATH_LENGTH = 500;
/** Functions that only annotate the type of a list or dict, which is their first argument. */
const TYPE_TAGS = [
  'restore_type_tag',
  'build_intlist',
  'build_doublelist',
  'build_boollist',
  'build_tensorlist',
];

/** Environment in which instances of the archive's own classes become maps of their attributes; their names are added to `seen`. */
export function torchScriptEnvironment(name: string, seen: Set<string>): PickleEnvironment {
  const environment = torchEnvironment(name);
  const globals = new Map(environment.globals);
  for (const tag of TYPE_TAGS) globals.set(`torch.jit._pickle.${tag}`, ([value = null]) => value);
  const isRecordClass = (each: string): boolean => {
    const isOwn = each.startsWith(MODULE_PREFIX);
    if (isOwn) seen.add(each);
    return isOwn;
  };
  return { ...environment, globals, isRecordClass };
}

/** Metadata with the activation of the MLPs, taken from class names since weights do not reveal it. */
export function activationOf(classes: ReadonlySet<string>): Record<string, string> {
  const named = (ending: string) => [...classes].some((each) => each.endsWith(`.${ending}`));
  if (named('QuickGELU')) return { activation: 'quick_gelu' };
  return named('GELU') ? { activation: 'gelu' } : {};
}

/** Attributes by dotted path, as in `state_dict()`. Throws `InvalidInput` for trees beyond the size of any model. */
export function flattenModules(name: string, root: PickleValue): PickleValue {
  const flat = new Map<PickleValue, PickleValue>();
  const pending: { path: string; depth: number; value: PickleValue }[] = [
    { path: '', depth: 0, value: root },
  ];
  let attributes = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { path, depth, value } = next;
    if (++attributes > MAX_ATTRIBUTES || depth > MAX_DEPTH || path.length > MAX_PATH_LENGTH)
      throw new InvalidInput(
        `${name}: its modules are nested too deeply for a model (at ${path.slice(0, 100)})`,
      );
    if (!(value instanceof Map)) flat.set(path, value);
    else
      for (const [key, inner] of value)
        if (typeof key === 'string')
          pending.push({ path: path === '' ? key : `${path}.${key}`, depth: depth + 1, value: inner });
  }
  return flat;
}
