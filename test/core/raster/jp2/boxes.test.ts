import { expect, test } from 'vitest';
import { readJp2 } from '../../../../core/raster/jp2/boxes.ts';
import { memorySource } from '../../../models/memory-source.ts';

function box(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + content.length);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  return bytes;
}

/** A file whose GML lies in `depth` associations. */
function nested(depth: number): Uint8Array {
  const gml = box('xml ', new TextEncoder().encode('<gml:RectifiedGrid/>'));
  const inside = Array.from({ length: depth }).reduce<Uint8Array>((content) => box('asoc', content), gml);
  return Uint8Array.from([...inside, ...box('jp2c', new Uint8Array(4))]);
}

test('GML is found in nested associations; a file that nests them without end is not followed', async () => {
  expect(await readJp2(memorySource('two.jp2', nested(2)))).toMatchObject({ gml: '<gml:RectifiedGrid/>' });
  let reads = 0;
  const deep = memorySource('deep.jp2', nested(2000));
  const counted = {
    ...deep,
    read: (at: number, size: number) => {
      reads++;
      return deep.read(at, size);
    },
  };
  expect(await readJp2(counted)).toMatchObject({ gml: null });
  expect(reads).toBeLessThan(20);
});

test('a box longer than its file, and a file without a code stream, are refused by name', async () => {
  const cut = nested(1).slice(0, -2);
  await expect(readJp2(memorySource('cut.jp2', cut))).rejects.toThrow(
    /^cut\.jp2: a box of 12 bytes at 36 does not fit/,
  );
  const empty = box('free', new Uint8Array(0));
  await expect(readJp2(memorySource('empty.jp2', empty))).rejects.toThrow(/^empty\.jp2: .*no code stream/);
});
