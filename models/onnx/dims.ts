/** Dimensions of tensors in a graph: a number, or a symbol whose value is known only at run time ("B", "T", "17*B"). */

export type Dim = number | string;
export type Shape = readonly Dim[];

/** Product of dimensions in canonical spelling: `[3, 'T', 'B']` becomes `'3*B*T'`. */
export function multiplyDims(dims: Shape): Dim {
  let factor = 1;
  const symbols: string[] = [];
  for (const dim of dims) {
    if (typeof dim === 'number') factor *= dim;
    else
      for (const part of dim.split('*')) {
        if (/^\d+$/.test(part)) factor *= Number(part);
        else symbols.push(part);
      }
  }
  if (symbols.length === 0) return factor;
  symbols.sort();
  return factor === 1 ? symbols.join('*') : [factor, ...symbols].join('*');
}

/** Result shape of NumPy broadcasting; a symbol only matches itself or 1. Throws if the shapes do not broadcast. */
export function broadcastShapes(a: Shape, b: Shape): Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new Error(`shapes [${a}] and [${b}] do not broadcast: ${left} against ${right}`);
  });
}
