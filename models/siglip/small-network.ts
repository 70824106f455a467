/** Layers of a small network that is run once at import, in float64. Matrices are row-major. */

export type Matrix = { readonly columns: number; readonly values: Float64Array };

const EPSILON = 1e-5;

/** `[rows, in]`, weights `[out, in]`, offsets `[out]` → `[rows, out]` */
export function linear(x: Matrix, weight: Matrix, bias: Matrix): Matrix {
  const rows = x.values.length / x.columns;
  const outputs = bias.values.length;
  const values = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++)
    for (let out = 0; out < outputs; out++) {
      let sum = bias.values[out];
      for (let i = 0; i < x.columns; i++)
        sum += x.values[row * x.columns + i] * weight.values[out * x.columns + i];
      values[row * outputs + out] = sum;
    }
  return { columns: outputs, values };
}

export function addTo(a: Matrix, b: Matrix): Matrix {
  return { columns: a.columns, values: a.values.map((x, i) => x + b.values[i]) };
}

export function relu({ columns, values }: Matrix): Matrix {
  return { columns, values: values.map((x) => Math.max(0, x)) };
}

/** Exact GELU. */
export function gelu({ columns, values }: Matrix): Matrix {
  return { columns, values: values.map((x) => 0.5 * x * (1 + erf(x / Math.SQRT2))) };
}

export function layerNorm({ columns, values }: Matrix, gain: Matrix, offset: Matrix): Matrix {
  const normed = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += columns) {
    const row = values.subarray(start, start + columns);
    const mean = row.reduce((sum, x) => sum + x, 0) / columns;
    const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / columns;
    const factor = 1 / Math.sqrt(variance + EPSILON);
    for (let i = 0; i < columns; i++)
      normed[start + i] = (row[i] - mean) * factor * gain.values[i] + offset.values[i];
  }
  return { columns, values: normed };
}

/** Queries, keys and values packed side by side, `[rows, 3 * width]` → `[rows, width]` */
export function selfAttention({ columns, values }: Matrix, heads: number): Matrix {
  const rows = values.length / columns;
  const width = columns / 3;
  const headWidth = width / heads;
  const mixed = new Float64Array(rows * width);
  for (let head = 0; head < heads; head++)
    for (let query = 0; query < rows; query++) {
      const at = (row: number, part: number, i: number) =>
        values[row * columns + part * width + head * headWidth + i];
      const scores = Float64Array.from({ length: rows }, (_, key) => {
        let dot = 0;
        for (let i = 0; i < headWidth; i++) dot += at(query, 0, i) * at(key, 1, i);
        return dot / Math.sqrt(headWidth);
      });
      const highest = scores.reduce((a, b) => Math.max(a, b));
      const shares = scores.map((score) => Math.exp(score - highest));
      const total = shares.reduce((a, b) => a + b, 0);
      for (let i = 0; i < headWidth; i++) {
        let sum = 0;
        for (let key = 0; key < rows; key++) sum += shares[key] * at(key, 2, i);
        mixed[query * width + head * headWidth + i] = sum / total;
      }
    }
  return { columns: width, values: mixed };
}

/** The error function: 2 / sqrt(pi) * exp(-x²) * (x + 2x³/3 + 4x⁵/15 + …), which converges for every x. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
