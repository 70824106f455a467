/** What the platform gives to the core: files, codecs, the CRS authority. The core imports no `node:` module. */

import type { ByteSource } from './byte-source.ts';
import type { SceneCrs } from './documents/scene.ts';

/** A growing file whose appends are on disk when the promise resolves. */
export interface AppendFile {
  readonly sizeBytes: number;
  append(bytes: Uint8Array): Promise<void>;
  read(offset: number, length: number): Promise<Uint8Array>;
  truncate(sizeBytes: number): Promise<void>;
  close(): Promise<void>;
}

/** What identifies the present content of a file without reading it. */
export type FileStat = {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
};

/** Files by path. Every method throws `NotFound` for a path that is not there, unless it says otherwise. */
export interface Storage {
  openRead(path: string): Promise<ByteSource>;
  /** Opens or creates. */
  openAppend(path: string): Promise<AppendFile>;
  readFile(path: string): Promise<Uint8Array>;
  /** Temporary file, fsync, rename, fsync of the folder: readers see the old bytes or the new ones. Creates folders. */
  writeFile(path: string, bytes: Uint8Array): Promise<void>;
  exists(path: string): Promise<boolean>;
  stat(path: string): Promise<FileStat>;
  /** False for what is not there. */
  isFolder(path: string): Promise<boolean>;
  /** Names in a folder; an absent folder is empty. */
  list(folder: string): Promise<readonly string[]>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or a whole folder; absent is fine. */
  remove(path: string): Promise<void>;
}

/** A compressed raster block whose decoder is WebAssembly or worse, and may hang on damaged bytes. */
export type GuardedBlock =
  | { readonly codec: 'zstd'; readonly bytes: Uint8Array; readonly sizeBytes: number }
  | {
      readonly codec: 'lerc';
      readonly bytes: Uint8Array;
      /** What wraps the LERC blob. */
      readonly wrapped: 'none' | 'deflate' | 'zstd';
      /** Samples of a pixel inside the blob. */
      readonly samples: number;
      readonly pixels: number;
    };

/** Compression and picture codecs. Every result owns its ArrayBuffer. */
export interface Codecs {
  /** zlib stream; throws `InvalidInput` when damaged or longer than `maxBytes`. */
  inflate(bytes: Uint8Array, maxBytes?: number): Promise<Uint8Array>;
  deflate(bytes: Uint8Array): Promise<Uint8Array>;
  /**
   * Decodes in a worker that is killed after a time limit. The bytes of the samples, native byte order, pixel
   * interleaved; samples that LERC marks invalid are NaN in float blocks and 0 in the others.
   */
  decodeGuarded(block: GuardedBlock): Promise<Uint8Array>;
  /**
   * 8-bit pixels of a PNG, JPEG, WebP or TIFF picture, `channels` a pixel. Throws `InvalidInput` for what is no picture, `Unsupported`
   * for a TIFF of other than 8-bit samples: how these become 8 bit is a scene's matter.
   */
  decodePicture(
    bytes: Uint8Array,
  ): Promise<{ widthPx: number; heightPx: number; channels: number; pixels: Uint8Array }>;
  encodePicture(
    picture: { widthPx: number; heightPx: number; channels: 1 | 3 | 4; pixels: Uint8Array },
    format: 'png' | 'jpeg' | 'webp',
  ): Promise<Uint8Array>;
}

/** PROJ's answers (never a JavaScript table's). */
export interface CrsAuthority {
  /** Of a 1 x 1 TIFF that carries only georeferencing tags; null when they name no CRS. */
  describe(geoStub: Uint8Array): Promise<SceneCrs | null>;
  /** Interleaved x, y pairs; axis order x = easting or longitude. NaN where PROJ fails. */
  transform(fromWkt: string, toWkt: string, points: Float64Array): Promise<Float64Array>;
}

export type Host = {
  readonly storage: Storage;
  readonly codecs: Codecs;
  readonly crs: CrsAuthority;
};
