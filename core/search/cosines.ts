/** Cosines of many embeddings with one. */

/** Dot products of the rows [count, dim] with the vector [dim]; cosines if all are unit vectors. */
export function cosines(rows: Float32Array, vector: Float32Array): Float32Array {
  const dim = vector.length;
  return Float32Array.from({ length: rows.length / dim }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < dim; i++) sum += rows[row * dim + i] * vector[i];
    return sum;
  });
}
