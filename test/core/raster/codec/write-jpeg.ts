/** Sequential JPEG streams of random blocks, with any sampling and restarts: more kinds than picture encoders write. */

export type JpegSpec = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Samples of each component in a unit, across and down. */
  readonly sampling: readonly (readonly [number, number])[];
  /** Units between restart markers; 0 for none. */
  readonly interval: number;
  /** Of Adobe's marker: 1 for YCbCr. */
  readonly transform: 0 | 1;
  readonly random: () => number;
};

/** Symbols in codes of eight bits, in this order: a run of up to 15 zeros and a size of up to 10 bits. */
const symbols = Array.from({ length: 176 }, (_, i) => ((i / 11) << 4) | (i % 11));
const factor = 3;

export function writeJpeg(spec: JpegSpec): Uint8Array {
  const { widthPx, heightPx, sampling } = spec;
  const word = (value: number): number[] => [value >> 8, value & 255];
  const segment = (marker: number, body: readonly number[]): number[] => [
    ...[0xff, marker],
    ...word(body.length + 2),
    ...body,
  ];
  const lengths = [0, 0, 0, 0, 0, 0, 0, symbols.length, 0, 0, 0, 0, 0, 0, 0, 0];
  const parts = sampling.map(([across, down], i) => [i + 1, (across << 4) | down, 0]);
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xee, [0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, spec.transform]),
    ...segment(0xdb, [0, ...Array.from({ length: 64 }, () => factor)]),
    ...segment(0xc0, [8, ...word(heightPx), ...word(widthPx), sampling.length, ...parts.flat()]),
    ...segment(0xc4, [0, 0, 0, 0, 12, ...Array<number>(12).fill(0), ...Array(12).keys()]),
    ...segment(0xc4, [0x10, ...lengths, ...symbols]),
    ...(spec.interval === 0 ? [] : segment(0xdd, word(spec.interval))),
    ...segment(0xda, [sampling.length, ...parts.flatMap(([id]) => [id, 0]), 0, 63, 0]),
    ...scan(spec),
    ...[0xff, 0xd9],
  ]);
}

function scan({ widthPx, heightPx, sampling, interval, random }: JpegSpec): readonly number[] {
  const across = Math.max(...sampling.map(([x]) => x));
  const down = Math.max(...sampling.map(([, y]) => y));
  const isSingle = sampling.length === 1;
  const units = Math.ceil(widthPx / (8 * across)) * Math.ceil(heightPx / (8 * down));
  const out: number[] = [];
  let bits = '';
  for (let unit = 0; unit < units; unit++) {
    if (interval > 0 && unit > 0 && unit % interval === 0) {
      flush(bits, out);
      out.push(0xff, 0xd0 + ((unit / interval - 1) & 7));
      bits = '';
    }
    for (const [x, y] of sampling) for (let i = 0; i < (isSingle ? 1 : x * y); i++) bits += block(random);
  }
  flush(bits, out);
  return out;
}

function flush(bits: string, out: number[]): void {
  for (let at = 0; at < bits.length; at += 8) {
    const byte = Number.parseInt(bits.slice(at, at + 8).padEnd(8, '1'), 2);
    out.push(byte);
    if (byte === 0xff) out.push(0);
  }
}

function block(random: () => number): string {
  const whole = (below: number): number => Math.floor(random() * below);
  const size = whole(5);
  let bits = size.toString(2).padStart(4, '0') + number(size, random);
  const others = random() < 0.2 ? 0 : whole(9);
  let place = 1;
  for (let i = 0; i < others && place < 64; i++) {
    const run = Math.min(whole(16), 63 - place);
    const bitsOf = 1 + whole(random() < 0.1 ? 8 : 5);
    bits += code((run << 4) | bitsOf) + number(bitsOf, random);
    place += run + 1;
  }
  return place < 64 ? bits + code(0) : bits;
}

function code(symbol: number): string {
  return symbols.indexOf(symbol).toString(2).padStart(8, '0');
}

function number(size: number, random: () => number): string {
  return Array.from({ length: size }, () => (random() < 0.5 ? '0' : '1')).join('');
}
