import { expect, test } from 'vitest';
import { copyBytes, int2, int4 } from '../../../core/team/copy-binary.ts';
import { ewkbPolygon, ringOfEwkb } from '../../../core/team/ewkb.ts';
import { halfvecBytes, readHalfvec } from '../../../core/team/halfvec.ts';

test('a COPY has a header, the length before each field, and an end', () => {
  const bytes = copyBytes([[int2(-2), null, int4(258)]]);
  expect(Buffer.from(bytes).toString('latin1').slice(0, 11)).toBe('PGCOPY\n\xff\r\n\0');
  expect([...bytes.subarray(11)]).toEqual([
    ...[0, 0, 0, 0, 0, 0, 0, 0], // flags, no extension
    ...[0, 3],
    ...[0, 0, 0, 2, 0xff, 0xfe],
    ...[0xff, 0xff, 0xff, 0xff],
    ...[0, 0, 0, 4, 0, 0, 1, 2],
    ...[0xff, 0xff],
  ]);
});

test('halves come back bit for bit', () => {
  const halves = Uint16Array.from({ length: 16 }, (_, i) => i * 4097);
  const back = new Uint16Array(16);
  readHalfvec(halfvecBytes(halves), back);
  expect(back).toEqual(halves);
  expect(() => readHalfvec(halfvecBytes(halves), new Uint16Array(8))).toThrow(/embedding/);
});

test('a polygon comes back as it was', () => {
  const ring = [
    [24.1, 56.9],
    [24.2, 56.9],
    [24.2, 57.000000001],
    [24.1, 56.9],
  ] as const;
  expect(ringOfEwkb(ewkbPolygon(ring))).toEqual(ring);
});
