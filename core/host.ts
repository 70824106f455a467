/** Platform services for the core, which imports no `node:` module: files, codecs, the CRS authority, vector files. */

import type { ByteSource } from './byte-source.ts';
import type { SceneCrs } from './documents/scene.ts';
import type { VectorLayer, VectorLayerSummary } from './documents/vector-layer.ts';
import type { SampleArray } from './tensor/samples.ts';

/** A file that grows by appends, each of which is on disk when its promise resolves. */
export interface AppendFile {
  readonly sizeBytes: number;
  append(bytes: Uint8Array): Promise<void>;
  read(offset: number, length: number): Promise<Uint8Array>;
  truncate(sizeBytes: number): Promise<void>;
  close(): Promise<void>;
}

/** Size and time that identify the current content of a file without reading it. */
export type FileStat = {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
};

/** Files by path. Every method throws `NotFound` for a path that does not exist, unless it says otherwise. */
export interface Storage {
  openRead(path: string): Promise<ByteSource>;
  /** Opens the file, or creates it. */
  openAppend(path: string): Promise<AppendFile>;
  readFile(path: string): Promise<Uint8Array>;
  /** Replaces the file atomically (temporary file, fsync, rename, fsync of the folder). Creates missing folders. */
  writeFile(path: string, bytes: Uint8Array): Promise<void>;
  exists(path: string): Promise<boolean>;
  stat(path: string): Promise<FileStat>;
  /** Changes with every write that the system knows of, even one that sets the modification time back. */
  fingerprint(path: string): Promise<string>;
  /** SHA-256 of the whole file, in lower-case hexadecimal. Reads it in pieces. */
  sha256(path: string, signal?: AbortSignal): Promise<string>;
  /** Null unless the path leads, perhaps through links, to a regular file that the user may access. Devices and pipes are not regular files. */
  fileAt(path: string): Promise<FileStat | null>;
  /** The path without links. */
  realPath(path: string): Promise<string>;
  /** False for a path that does not exist. */
  isFolder(path: string): Promise<boolean>;
  /** Names in a folder; empty if the folder does not exist. */
  list(folder: string): Promise<readonly string[]>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or a whole folder, if it exists. */
  remove(path: string): Promise<void>;
}

/** What differs between the bytes of a block's rows and its samples in native byte order. */
export type RowOrder = {
  /** Samples in a row. */
  readonly rowSamples: number;
  /** Samples in a pixel: the distance between a sample and the one that predictors take its difference from. */
  readonly step: number;
  readonly sampleBytes: number;
  readonly predictor: 1 | 2 | 3;
  readonly isSwapped: boolean;
};

/** One compressed stream among the bytes of a block. */
export type StreamPart = {
  /** Place in the bytes; the end is exclusive. */
  readonly from: number;
  readonly to: number;
  /** Bytes that are wanted, from its start. */
  readonly sizeBytes: number;
  /** A longer one is refused. */
  readonly mostBytes: number;
};

/** Bytes of an open file, for a thread that reads them itself. */
export type FilePlace = { readonly descriptor: number; readonly at: number; readonly length: number };

/** A raster block whose decoder may hang on damaged bytes, or would hold the thread for long. A decoder refuses to make more than stated. */
export type GuardedBlock =
  | {
      readonly codec: 'none' | 'deflate' | 'zstd' | 'lzw';
      readonly bytes: Uint8Array | FilePlace;
      /** Their results follow each other. Empty without a codec. */
      readonly parts: readonly StreamPart[];
      /** Null if the bytes of the rows are the samples. */
      readonly order: RowOrder | null;
    }
  | {
      readonly codec: 'lerc';
      readonly bytes: Uint8Array | FilePlace;
      /** Of the samples. */
      readonly sizeBytes: number;
      /** Outer compression of the LERC blob. */
      readonly wrapped: 'none' | 'deflate' | 'zstd';
      /** Samples per pixel inside the blob. */
      readonly samples: number;
      readonly pixels: number;
      /** Size of samples whose bytes are in the other order; 1 if they are not. */
      readonly swappedBytes: number;
    };

/** A block that is a JPEG picture. */
export type JpegBlock = {
  readonly codec: 'jpeg';
  readonly bytes: Uint8Array | FilePlace;
  /** Tables of all blocks of the file, as a JPEG stream. */
  readonly tables: Uint8Array | null;
  readonly isYcbcr: boolean;
  readonly widthPx: number;
  /** Rows that are wanted; the picture may have up to `mostRows`. */
  readonly leastRows: number;
  readonly mostRows: number;
  readonly samples: 1 | 3;
};

/** Blocks of one kind in a file, side by side: their rows become parts of common rows. */
export type BlockRow = {
  readonly codec: 'row';
  /** The first; the others differ in their place only. */
  readonly block: (GuardedBlock | JpegBlock) & { readonly bytes: FilePlace };
  /** Place and length of each in the file, in turn. */
  readonly places: readonly number[];
  readonly rows: number;
  /** Bytes of a row of one block, and of a common row, which may be longer than all of them. */
  readonly blockRowBytes: number;
  readonly rowBytes: number;
};

/** Parts of rows that lie in a file as they do in memory, at equal distances. */
export type CroppedRows = {
  readonly codec: 'crop';
  readonly descriptor: number;
  /** Of the first part. */
  readonly at: number;
  readonly rowBytes: number;
  readonly strideBytes: number;
  readonly rows: number;
};

/** Properties of a picture as declared by the file that holds it. They are compared with the picture's own header before it is decoded. */
export type ExpectedPicture = {
  readonly format: 'jpeg' | 'webp';
  readonly widthPx: number;
  readonly leastHeightPx: number;
  readonly mostHeightPx: number;
};

/** Compression and picture codecs. Every result owns its ArrayBuffer. */
export interface Codecs {
  /** Decompresses a zlib stream. Throws `InvalidInput` if it is damaged or the result is longer than `maxBytes`. */
  inflate(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array>;
  deflate(bytes: Uint8Array): Promise<Uint8Array>;
  /**
   * Decodes in one of several threads, which is killed after a time limit. Returns the bytes of the samples, interleaved by pixel, in
   * native byte order; samples that LERC marks as invalid are NaN in float blocks and 0 in others. Throws `InvalidInput` for a damaged
   * block, and for a place in a file that cannot be read.
   */
  decodeGuarded(block: GuardedBlock): Promise<Uint8Array>;
  /**
   * Samples [leastRows, widthPx, samples] in gray or RGB, equal to libjpeg's, decoded as by `decodeGuarded`. Null for a damaged stream, and
   * for kinds of JPEG that are rare in rasters: `decodePicture` decodes those, or says what is wrong.
   */
  decodeJpeg(block: JpegBlock): Promise<Uint8Array | null>;
  /** The common rows, decoded as by the other two. Null if one of the blocks is to be decoded in another way. */
  decodeRow(row: BlockRow): Promise<Uint8Array | null>;
  /** The parts, one after the other, read in a thread. Throws `InvalidInput` for a place that cannot be read. */
  readRows(rows: CroppedRows): Promise<Uint8Array>;
  /**
   * 8-bit pixels [heightPx, widthPx, channels] of a PNG, JPEG, WebP or TIFF picture; waits until the memory budget of the process has
   * room for it. Throws `InvalidInput` if it is not a picture or not the one expected, and `Unsupported` for one that would take more
   * than the whole budget, or for a TIFF whose samples are not 8-bit: only a scene can stretch those.
   */
  decodePicture(
    bytes: Uint8Array,
    expected?: ExpectedPicture,
  ): Promise<{ widthPx: number; heightPx: number; channels: number; pixels: Uint8Array }>;
  /** Memory of a result, or of a view of it, that nothing refers to any more: it may be used for the next. */
  reuse(samples: SampleArray): void;
  /** Approximate memory in bytes that `decodePicture` takes, from the first bytes of a file. Throws `InvalidInput` if they do not start a picture. */
  pictureCost(bytes: Uint8Array): Promise<number>;
  /** The text in black on nothing, in a font of the system that has its letters, in lines of at most `widthPx`. */
  drawText(
    text: string,
    size: { readonly letterPx: number; readonly widthPx: number },
  ): Promise<{ widthPx: number; heightPx: number; rgba: Uint8Array }>;
  /** A JPEG has no alpha: the fourth channel is dropped. */
  encodePicture(
    picture: { widthPx: number; heightPx: number; channels: 1 | 3 | 4; pixels: Uint8Array },
    format: 'png' | 'jpeg' | 'webp',
  ): Promise<Uint8Array>;
}

/** CRS descriptions and transformations by PROJ. */
export interface CrsAuthority {
  /** The CRS of a 1 x 1 TIFF that has only georeferencing tags; null if they name none. */
  describe(geoStub: Uint8Array): Promise<SceneCrs | null>;
  /** A 1 x 1 GeoTIFF with the CRS that `text` names (EPSG code, WKT, PROJ text). Throws `InvalidInput` if it names none. */
  named(text: string): Promise<Uint8Array>;
  /** Transforms interleaved x, y pairs, where x is easting or longitude. NaN where PROJ fails. */
  transform(fromWkt: string, toWkt: string, points: Float64Array): Promise<Float64Array>;
}

/** One file of a vector format that may consist of several. */
export type VectorFile = { readonly ending: string; readonly bytes: Uint8Array };

export type VectorFileSpec = {
  readonly format: 'gpkg' | 'shp';
  /** Of an empty layer too. */
  readonly geometry: 'points' | 'polygons';
  /** Texts about the whole layer; only a GeoPackage keeps them. */
  readonly metadata: Readonly<Record<string, string>>;
};

/**
 * Vector files: GeoJSON with any CRS, GeoPackage, Shapefile (also zipped), KML and KMZ. Each file is read in a thread of its own that is
 * killed after a time limit. Errors are `InvalidInput` and name the file, and where it is known the layer and the feature.
 */
export interface VectorFiles {
  layersOf(path: string, signal: AbortSignal): Promise<readonly VectorLayerSummary[]>;
  /** Reads one layer, in its own CRS. Null stands for the only layer of the file. */
  read(path: string, layer: string | null, signal: AbortSignal): Promise<VectorLayer>;
  /** The bytes of the files that hold the layer. Nothing is written. */
  encode(layer: VectorLayer, spec: VectorFileSpec, signal: AbortSignal): Promise<readonly VectorFile[]>;
}

export type Host = {
  readonly storage: Storage;
  readonly codecs: Codecs;
  readonly crs: CrsAuthority;
  readonly vectors: VectorFiles;
};
