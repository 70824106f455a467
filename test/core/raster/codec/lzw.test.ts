/** LZW and PackBits on sound and damaged streams. The truth tests cover whole files. */
import { afterAll, expect, test } from 'vitest';
import { InvalidInput } from '../../../../core/errors.ts';
import { packBitsDecoder } from '../../../../core/raster/codec/pack-bits.ts';
import { sourceHost } from '../source-host.ts';

const host = sourceHost();
afterAll(() => host.close());

function decodeLzw(bytes: Uint8Array, sizeBytes: number): Promise<Uint8Array> {
  const parts = [{ from: 0, to: bytes.length, sizeBytes, mostBytes: sizeBytes }];
  return host.codecs.decodeGuarded({ codec: 'lzw', bytes, parts, order: null });
}

async function decodePackBits(bytes: Uint8Array, sizeBytes: number): Promise<Uint8Array> {
  const decoder = packBitsDecoder(bytes, sizeBytes);
  while (!decoder.advance());
  return decoder.out;
}

/** Packs codes of nine bits, most significant bit first. */
function nineBits(codes: readonly number[]): Uint8Array {
  const bits = codes.map((code) => code.toString(2).padStart(9, '0')).join('');
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(8 * i, 8 * i + 8).padEnd(8, '0'), 2),
  );
}

test('the example of the TIFF 6.0 specification decodes', async () => {
  // Clear 7 258 8 8 258 6 6 end
  const stream = nineBits([256, 7, 258, 8, 8, 258, 6, 6, 257]);
  expect(Array.from(await decodeLzw(stream, 9))).toEqual([7, 7, 7, 8, 8, 7, 7, 6, 6]);
});

test('a truncated stream, an early end code and an undefined code are invalid input', async () => {
  await expect(decodeLzw(nineBits([256, 7]), 9)).rejects.toThrow(/1 bytes found, 9 expected/);
  await expect(decodeLzw(nineBits([256, 7, 257]), 9)).rejects.toThrow(/ends after 1 of 9/);
  await expect(decodeLzw(nineBits([256, 7, 300]), 9)).rejects.toThrow(/before it is defined/);
});

test('random bytes decode to a block or are invalid input, and cause no other error', async () => {
  let state = 1;
  for (let round = 0; round < 2000; round++) {
    const bytes = Uint8Array.from({ length: 200 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 24;
    });
    // Most random streams fail at once; with a clear code at the start they decode further.
    bytes.set([0x80, 0x00]);
    for (const decode of [decodeLzw, decodePackBits]) {
      try {
        expect((await decode(bytes, 5000)).length).toBe(5000);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInput);
      }
    }
  }
});

test('the PackBits example of Apple’s technical note 1023 decodes', async () => {
  const packed = Uint8Array.of(
    0xfe,
    0xaa,
    0x02,
    0x80,
    0x00,
    0x2a,
    0xfd,
    0xaa,
    0x03,
    0x80,
    0x00,
    0x2a,
    0x22,
    0xf7,
    0xaa,
  );
  const hex = 'aaaaaa80002aaaaaaaaa80002a22aaaaaaaaaaaaaaaaaaaa';
  expect(Buffer.from(await decodePackBits(packed, 24)).toString('hex')).toBe(hex);
});
