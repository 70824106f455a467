/** From what the tokens of each block take from each other to the relevance of the patches for the class token. */

/**
 * `taken`: `[rows, tokens]` for each block, first to last, as `relevanceGraph` gives them. The relevance R starts as the identity, and each of the
 * last `blocks` blocks adds taken × R to it. Returns the row of the class token without the class token itself, `[tokens - 1]`.
 */
export function rolledOut(taken: readonly Float32Array[], tokens: number, blocks: number): Float32Array {
  let row = new Float64Array(tokens);
  row[0] = 1;
  // From the last block to the first, only the class token's row of the product is needed.
  for (const block of taken.slice(-blocks).reverse()) {
    const next = row.slice();
    for (let from = 0; from < block.length / tokens; from++) {
      const weight = row[from];
      if (weight === 0) continue;
      for (let to = 0; to < tokens; to++) next[to] += weight * block[from * tokens + to];
    }
    row = next;
  }
  return Float32Array.from(row.subarray(1));
}
