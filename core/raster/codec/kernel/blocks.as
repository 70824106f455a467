// Decoders of raster blocks in WASM SIMD. AssemblyScript; build/kernel.mjs compiles it into blocks.generated.ts. Pointers are byte offsets.
// The first 64 KiB of the memory are work memory, which each function may change. Each file says what may be read behind its input and
// written behind its output.

export { inflate, inflated } from './inflate';
export { jpegPixels } from './jpeg';
export { jpegBands, jpegHeader, jpegHeight, jpegRoom, jpegWidth } from './jpeg-header';
export { lerc } from './lerc';
export { code, lzw, made } from './lzw';
export { copyRows, floatingPoint, horizontal, swapBytes } from './rows';
export { zstd } from './zstd';
