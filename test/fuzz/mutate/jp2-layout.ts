/** A JPEG 2000 file as the fuzz changes it: boxes, and the segments of the code stream, read leniently and written again. */

/** `type` is empty for what is no box. `stated` is written as the length instead of the true one. */
export type RawBox = { type: string; body: Uint8Array; stated: number | null };
/** A marker with its parameters, or bytes between markers (`marker` null). `stated` as in `RawBox`. */
export type Segment = { marker: number | null; body: Uint8Array; stated: number | null };

const [SOC, SOT, SOD, EOC] = [0xff4f, 0xff90, 0xff93, 0xffd9];
const SEGMENTS_READ = 400;

/** The boxes one after the other; a bare code stream is one without a type. */
export function boxesIn(bytes: Uint8Array): RawBox[] {
  if (bytes[0] === 0xff) return [{ type: '', body: bytes, stated: null }];
  const view = viewOf(bytes);
  const boxes: RawBox[] = [];
  for (let at = 0; at < bytes.length; ) {
    const stated = at + 8 <= bytes.length ? view.getUint32(at) : 0;
    const end = stated < 8 ? bytes.length : Math.min(bytes.length, at + stated);
    if (at + 8 > end) return [...boxes, { type: '', body: bytes.slice(at), stated: null }];
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    boxes.push({ type, body: bytes.slice(at + 8, end), stated: at + stated === end ? null : stated });
    at = end;
  }
  return boxes;
}

export function boxBytes(boxes: readonly RawBox[]): Uint8Array<ArrayBuffer> {
  return joined(
    boxes.flatMap(({ type, body, stated }) => {
      if (type === '') return [body];
      const head = new Uint8Array(8);
      new DataView(head.buffer).setUint32(0, stated ?? 8 + body.length);
      head.set([...type].map((letter) => letter.charCodeAt(0)).slice(0, 4), 4);
      return [head, body];
    }),
  );
}

/** Main header and tile parts; the packets of a tile part are bytes without a marker. */
export function segmentsIn(bytes: Uint8Array): Segment[] {
  const view = viewOf(bytes);
  const segments: Segment[] = [];
  let partEnd = bytes.length;
  for (let at = 0; at + 2 <= bytes.length && segments.length < SEGMENTS_READ; ) {
    const marker = view.getUint16(at);
    if (marker === SOC || marker === EOC) {
      segments.push({ marker, body: new Uint8Array(0), stated: null });
      at += 2;
    } else if (marker === SOD) {
      segments.push({ marker, body: bytes.slice(at + 2, partEnd), stated: null });
      at = partEnd;
    } else {
      if (marker < 0xff00 || at + 4 > bytes.length)
        return [...segments, { marker: null, body: bytes.slice(at), stated: null }];
      const length = view.getUint16(at + 2);
      const end = Math.min(bytes.length, at + 2 + Math.max(2, length));
      if (marker === SOT && at + 12 <= bytes.length) {
        const stated = view.getUint32(at + 6);
        partEnd = stated < 14 ? bytes.length : Math.min(bytes.length, at + stated);
      }
      segments.push({
        marker,
        body: bytes.slice(at + 4, end),
        stated: end === at + 2 + length ? null : length,
      });
      at = end;
    }
  }
  return segments;
}

/** `isRepaired` states the true lengths of tile parts. */
export function segmentBytes(segments: readonly Segment[], isRepaired: boolean): Uint8Array<ArrayBuffer> {
  const pieces = segments.map(({ marker, body, stated }) => {
    if (marker === null) return body;
    const hasLength = marker !== SOC && marker !== EOC && marker !== SOD;
    const head = new Uint8Array(hasLength ? 4 : 2);
    const view = new DataView(head.buffer);
    view.setUint16(0, marker);
    if (hasLength) view.setUint16(2, (stated ?? 2 + body.length) & 0xffff);
    return joined([head, body]);
  });
  if (isRepaired) repairParts(segments, pieces);
  return joined(pieces);
}

function repairParts(segments: readonly Segment[], pieces: readonly Uint8Array[]): void {
  let sot = -1;
  for (const [i, { marker }] of segments.entries()) {
    if (marker === SOT) sot = i;
    if (marker !== SOD || sot < 0 || pieces[sot].length < 12) continue;
    const length = pieces.slice(sot, i + 1).reduce((sum, piece) => sum + piece.length, 0);
    viewOf(pieces[sot]).setUint32(6, length);
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const piece of pieces) {
    out.set(piece, to);
    to += piece.length;
  }
  return out;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
