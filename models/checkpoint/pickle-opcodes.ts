/** Names of unsupported opcodes, for messages. */
const OPCODE_NAMES: Readonly<Record<number, string>> = {
  105: 'INST',
  111: 'OBJ',
  146: 'NEWOBJ_EX',
  130: 'EXT1',
  131: 'EXT2',
  132: 'EXT4',
  80: 'PERSID',
  139: 'LONG4',
  150: 'BYTEARRAY8',
  66: 'BINBYTES',
  67: 'SHORT_BINBYTES',
  142: 'BINBYTES8',
  141: 'BINUNICODE8',
  143: 'EMPTY_SET',
  144: 'ADDITEMS',
  145: 'FROZENSET',
  50: 'DUP',
  49: 'POP_MARK',
  70: 'FLOAT',
  73: 'INT',
  76: 'LONG',
  83: 'STRING',
  86: 'UNICODE',
  100: 'DICT',
  103: 'GET',
  112: 'PUT',
  151: 'NEXT_BUFFER',
  152: 'READONLY_BUFFER',
};

export function opcodeName(opcode: number): string {
  return OPCODE_NAMES[opcode] ?? 'unknown';
}
