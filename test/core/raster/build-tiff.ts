/** TIFFs of any layout, also of layouts that lie: the blocks, their places and further tags as given. Little-endian. */

export type TiffField = readonly [tag: number, type: 1 | 2 | 3 | 4 | 12, values: ArrayLike<number>];

export type TiffPlan = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands?: number;
  readonly bits?: number;
  readonly compression?: number;
  readonly photometric?: number;
  readonly planar?: boolean;
  /** Square tiles; without them strips of `rowsPerStrip`, else of all rows. */
  readonly tilePx?: number;
  readonly rowsPerStrip?: number;
  /** Stored from byte 8 on. */
  readonly data?: Uint8Array;
  readonly offsets: ArrayLike<number>;
  readonly byteCounts: ArrayLike<number>;
  readonly fields?: readonly TiffField[];
  /** Tags of BYTE that all point to `data`, as many bytes as it has. */
  readonly tagsOverData?: number;
};

export const dataAt = 8;
const sizes = { 1: 1, 2: 1, 3: 2, 4: 4, 12: 8 } as const;

export function buildTiff(plan: TiffPlan): Uint8Array {
  const { data = new Uint8Array(0), bands = 1, tagsOverData = 0 } = plan;
  const fields = fieldsOf(plan, bands).toSorted(([a], [b]) => a - b);
  const directoryAt = dataAt + data.length + (data.length % 2);
  const entries = fields.length + tagsOverData;
  let valuesAt = directoryAt + 2 + entries * 12 + 4;
  const lengths = fields.map(([, type, values]) => sizes[type] * values.length);
  const out = new Uint8Array(
    valuesAt + lengths.reduce((sum, each) => sum + (each > 4 ? each + (each % 2) : 0), 0),
  );
  const view = new DataView(out.buffer);
  out.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, directoryAt, true);
  out.set(data, dataAt);
  view.setUint16(directoryAt, entries, true);
  for (const [i, [tag, type, values]] of fields.entries()) {
    const at = directoryAt + 2 + i * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, values.length, true);
    if (lengths[i] <= 4) setValues(view, at + 8, type, values);
    else {
      view.setUint32(at + 8, valuesAt, true);
      setValues(view, valuesAt, type, values);
      valuesAt += lengths[i] + (lengths[i] % 2);
    }
  }
  for (let i = 0; i < tagsOverData; i++) {
    const at = directoryAt + 2 + (fields.length + i) * 12;
    view.setUint16(at, 51_000 + i, true);
    view.setUint16(at + 2, 1, true);
    view.setUint32(at + 4, data.length, true);
    view.setUint32(at + 8, dataAt, true);
  }
  return out;
}

function fieldsOf(plan: TiffPlan, bands: number): readonly TiffField[] {
  const { widthPx, heightPx, bits = 8, compression = 1, tilePx, fields = [] } = plan;
  const blocks: TiffField[] =
    tilePx === undefined
      ? [
          [273, 4, plan.offsets],
          [278, 4, [plan.rowsPerStrip ?? heightPx]],
          [279, 4, plan.byteCounts],
        ]
      : [
          [322, 4, [tilePx]],
          [323, 4, [tilePx]],
          [324, 4, plan.offsets],
          [325, 4, plan.byteCounts],
        ];
  return [
    [256, 4, [widthPx]],
    [257, 4, [heightPx]],
    [258, 3, new Array<number>(bands).fill(bits)],
    [259, 3, [compression]],
    [262, 3, [plan.photometric ?? (bands === 3 ? 2 : 1)]],
    [277, 3, [bands]],
    [284, 3, [plan.planar ? 2 : 1]],
    ...blocks,
    ...fields,
  ];
}

function setValues(view: DataView, at: number, type: TiffField[1], values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    const place = at + i * sizes[type];
    if (type === 1 || type === 2) view.setUint8(place, values[i]);
    else if (type === 3) view.setUint16(place, values[i], true);
    else if (type === 4) view.setUint32(place, values[i], true);
    else view.setFloat64(place, values[i], true);
  }
}
