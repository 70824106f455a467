/**
 * Options of Node for short commands. By default V8 optimizes GDAL's WebAssembly in the background, which takes more processor time than
 * describing one coordinate reference system: two thirds of a second of about two for each command. Results are the same.
 */
export const QUICK_NODE = ['--liftoff-only'];
