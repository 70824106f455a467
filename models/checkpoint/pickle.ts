/**
 * Restricted pickle machine. A pickle is a program; only the opcodes for plain data are run, and only permitted functions are called.
 * Any other opcode or global is refused by name. It never recurses, and its memory is bounded by the size of the input.
 */
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import { PickleInput } from './pickle-input.ts';
import { opcodeName } from './pickle-opcodes.ts';

/** Values of a pickle. Tuples and lists are arrays, dicts are maps; `object` is the result of a permitted function. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickleGlobal
  | PickleObject;

type PickleGlobal = { readonly kind: 'global'; readonly name: string };
export type PickleObject = { readonly kind: 'object'; readonly object: object };

export type PickleEnvironment = {
  /** Permitted globals by `module.name`; null if a global may be named but not called. */
  readonly globals: ReadonlyMap<string, ((args: readonly PickleValue[]) => PickleValue) | null>;
  readonly persistentLoad: (id: PickleValue) => PickleValue;
  /** True for classes whose instances become maps of their state. */
  readonly isRecordClass: (name: string) => boolean;
};

/** A CLIP with optimizer state takes a few hundred thousand steps and about ten thousand lists and dictionaries. */
const MAX_STEPS = 4_000_000;
const MAX_CONTAINERS = 400_000;
const MAX_GLOBAL_LENGTH = 300;

/**
 * The value of a pickle and the offset of the byte after its STOP. Throws, naming `name`, `InvalidInput` for a malformed pickle and
 * `Unsupported` for an opcode or global that is refused.
 */
export function unpickle(
  bytes: Uint8Array,
  environment: PickleEnvironment,
  name: string,
): { value: PickleValue; end: number } {
  return new Machine(bytes, environment, name).run();
}

class Machine {
  readonly #input: PickleInput;
  readonly #environment: PickleEnvironment;
  readonly #name: string;
  readonly #memo = new Map<number, PickleValue>();
  #stack: PickleValue[] = [];
  readonly #marks: PickleValue[][] = [];
  /** Instances of record classes, whose state BUILD sets. */
  readonly #records = new WeakSet<Map<PickleValue, PickleValue>>();
  /** Opcodes run, plus items copied by calls and states. */
  #steps = 0;
  #containers = 0;

  constructor(bytes: Uint8Array, environment: PickleEnvironment, name: string) {
    this.#input = new PickleInput(bytes, name);
    this.#environment = environment;
    this.#name = name;
  }

  run(): { value: PickleValue; end: number } {
    for (;;) {
      this.#spend(1);
      const opcode = this.#input.uint8();
      if (opcode === 0x2e) return { value: this.#pop(), end: this.#input.at };
      this.#step(opcode);
    }
  }

  #spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MAX_STEPS)
      throw new InvalidInput(
        `${this.#name}: the pickle takes more than ${MAX_STEPS} steps, more than any checkpoint needs`,
      );
  }

  /** Call before creating a list, tuple, dictionary or object. */
  #countContainer(): void {
    if (++this.#containers > MAX_CONTAINERS)
      throw new InvalidInput(
        `${this.#name}: the pickle makes more than ${MAX_CONTAINERS} lists, dictionaries and objects, more than any checkpoint needs`,
      );
  }

  #step(opcode: number): void {
    switch (opcode) {
      case 0x80: // PROTO
        this.#protocol(this.#input.uint8());
        return;
      case 0x95: // FRAME
        this.#input.take(8);
        return;
      case 0x28: // MARK
        this.#countContainer();
        this.#marks.push(this.#stack);
        this.#stack = [];
        return;
      case 0x30: // POP
        this.#pop();
        return;
      case 0x4e: // NONE
        this.#stack.push(null);
        return;
      case 0x88: // NEWTRUE
        this.#stack.push(true);
        return;
      case 0x89: // NEWFALSE
        this.#stack.push(false);
        return;
      case 0x4b: // BININT1
        this.#stack.push(this.#input.uint8());
        return;
      case 0x4d: // BININT2
        this.#stack.push(this.#input.uint16());
        return;
      case 0x4a: // BININT
        this.#stack.push(this.#input.int32());
        return;
      case 0x8a: // LONG1
        this.#stack.push(this.#input.long(this.#input.uint8()));
        return;
      case 0x47: // BINFLOAT
        this.#stack.push(this.#input.float64());
        return;
      case 0x58: // BINUNICODE
        this.#stack.push(this.#input.text(this.#input.uint32()));
        return;
      case 0x8c: // SHORT_BINUNICODE
        this.#stack.push(this.#input.text(this.#input.uint8()));
        return;
      case 0x55: // SHORT_BINSTRING
        this.#stack.push(this.#input.latin1(this.#input.uint8()));
        return;
      case 0x54: // BINSTRING
        this.#stack.push(this.#input.latin1(this.#input.uint32()));
        return;
      case 0x29: // EMPTY_TUPLE
      case 0x5d: // EMPTY_LIST
        this.#countContainer();
        this.#stack.push([]);
        return;
      case 0x7d: // EMPTY_DICT
        this.#countContainer();
        this.#stack.push(new Map());
        return;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        this.#countContainer();
        this.#stack.push(this.#popMany(opcode - 0x84));
        return;
      case 0x74: // TUPLE
      case 0x6c: // LIST
        this.#pushAfterMark((items) => items);
        return;
      case 0x61: // APPEND
        this.#append([this.#pop()]);
        return;
      case 0x65: // APPENDS
        this.#append(this.#popMark());
        return;
      case 0x73: // SETITEM
        this.#setItems(this.#popMany(2));
        return;
      case 0x75: // SETITEMS
        this.#setItems(this.#popMark());
        return;
      case 0x71: // BINPUT
        this.#remember(this.#input.uint8());
        return;
      case 0x72: // LONG_BINPUT
        this.#remember(this.#input.uint32());
        return;
      case 0x94: // MEMOIZE
        this.#remember(this.#memo.size);
        return;
      case 0x68: // BINGET
        this.#stack.push(this.#recall(this.#input.uint8()));
        return;
      case 0x6a: // LONG_BINGET
        this.#stack.push(this.#recall(this.#input.uint32()));
        return;
      case 0x63: // GLOBAL
        this.#stack.push(this.#global(this.#input.line(), this.#input.line()));
        return;
      case 0x93: // STACK_GLOBAL
        this.#stackGlobal();
        return;
      case 0x51: // BINPERSID
        this.#countContainer();
        this.#stack.push(this.#environment.persistentLoad(this.#pop()));
        return;
      case 0x52: // REDUCE
        this.#countContainer();
        this.#reduce();
        return;
      case 0x81: // NEWOBJ
        this.#newRecord();
        return;
      case 0x62: // BUILD
        this.#build();
        return;
      default:
        throw new Unsupported(
          `${this.#name}: pickle opcode 0x${opcode.toString(16).padStart(2, '0')} (${opcodeName(opcode)}) at byte ${this.#input.at - 1} is refused: it is not needed for tensors`,
        );
    }
  }

  #protocol(version: number): void {
    if (version > 5)
      throw new Unsupported(
        `${this.#name}: pickle protocol ${version} is not supported; expected 5 or lower`,
      );
  }

  #global(module: string, name: string): PickleGlobal {
    const full = `${module}.${name}`;
    if (full.length > MAX_GLOBAL_LENGTH) throw this.#input.malformed(`a global of ${full.length} characters`);
    if (!this.#environment.globals.has(full) && !this.#environment.isRecordClass(full))
      throw new Unsupported(
        `${this.#name}: the pickle names ${full}, which is refused: weights need no such code`,
      );
    return { kind: 'global', name: full };
  }

  #stackGlobal(): void {
    const [module, name] = this.#popMany(2);
    if (typeof module !== 'string' || typeof name !== 'string')
      throw this.#input.malformed('a global whose name is not a text');
    this.#stack.push(this.#global(module, name));
  }

  #reduce(): void {
    const [callee, args] = this.#popMany(2);
    if (callee === null || typeof callee !== 'object' || !('kind' in callee) || callee.kind !== 'global')
      throw this.#input.malformed('a call of something that is not a function');
    if (!Array.isArray(args))
      throw this.#input.malformed(`a call of ${callee.name} without a tuple of arguments`);
    const call = this.#environment.globals.get(callee.name);
    if (!call) throw new Unsupported(`${this.#name}: the pickle calls ${callee.name}, which is refused`);
    for (const argument of args) if (Array.isArray(argument)) this.#spend(argument.length);
    this.#stack.push(call(args));
  }

  #newRecord(): void {
    const [callee, args] = this.#popMany(2);
    const name =
      callee !== null && typeof callee === 'object' && 'kind' in callee && callee.kind === 'global'
        ? callee.name
        : 'something that is not a class';
    if (!this.#environment.isRecordClass(name))
      throw new Unsupported(
        `${this.#name}: the pickle makes an instance of ${name} (NEWOBJ), which is refused`,
      );
    if (!Array.isArray(args) || args.length > 0)
      throw this.#input.malformed(`an instance of ${name} made with arguments`);
    this.#countContainer();
    const record = new Map<PickleValue, PickleValue>();
    this.#records.add(record);
    this.#stack.push(record);
  }

  /** Sets the state of a record; ignores attributes of a dict (PyTorch's `_metadata`), which do not concern weights; refuses anything else. */
  #build(): void {
    const state = this.#pop();
    const target = this.#stack.at(-1);
    if (target instanceof Map && this.#records.has(target)) {
      if (!(state instanceof Map))
        throw this.#input.malformed('the state of a module that is not a dictionary');
      this.#spend(state.size);
      for (const [key, value] of state) target.set(key, value);
    } else if (!(target instanceof Map))
      throw new Unsupported(
        `${this.#name}: the pickle sets the state of an object that is not a dictionary, which is refused`,
      );
  }

  #append(items: readonly PickleValue[]): void {
    const list = this.#stack.at(-1);
    if (!Array.isArray(list)) throw this.#input.malformed('an append to something that is not a list');
    for (const item of items) list.push(item);
  }

  #setItems(items: readonly PickleValue[]): void {
    const dict = this.#stack.at(-1);
    if (!(dict instanceof Map) || items.length % 2 !== 0)
      throw this.#input.malformed('an item assignment to something that is not a dictionary');
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  }

  #remember(index: number): void {
    if (this.#stack.length === 0) throw this.#input.malformed('a memo of an empty stack');
    this.#memo.set(index, this.#stack[this.#stack.length - 1]);
  }

  #recall(index: number): PickleValue {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.#input.malformed(`a reference to memo ${index}, which was never set`);
    return value;
  }

  #pushAfterMark(build: (items: PickleValue[]) => PickleValue): void {
    const items = this.#popMark();
    this.#stack.push(build(items));
  }

  #popMark(): PickleValue[] {
    const items = this.#stack;
    const outer = this.#marks.pop();
    if (!outer) throw this.#input.malformed('a missing mark');
    this.#stack = outer;
    return items;
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) throw this.#input.malformed('an empty stack');
    return value;
  }

  #popMany(count: number): PickleValue[] {
    if (this.#stack.length < count) throw this.#input.malformed('an empty stack');
    return this.#stack.splice(this.#stack.length - count, count);
  }
}
