/**
 * Converts rasters of other formats to Cloud Optimized GeoTIFFs with GDAL in WebAssembly. Plain JavaScript, part of the GDAL thread.
 * Requests: { inspect: path } → { driver, widthPx, heightPx, bands, types }; { convert: { path, target } } → null, and
 * `report(share)` while it runs. The source lies in a folder of GDAL's own, so that it can name files in its folder and below, and no others.
 */
import { basename, dirname } from 'node:path';
import { complaints, stringList } from './gdal-start.mjs';

/** The only formats that are tried: others may name further files anywhere, or the network. */
const DRIVERS = [
  'VRT',
  'HFA',
  'PNG',
  'JPEG',
  'WEBP',
  'GIF',
  'BMP',
  'NITF',
  'ENVI',
  'EHdr',
  'AAIGrid',
  'DTED',
  'PCIDSK',
  'RST',
  'ERS',
];
const RASTER_AND_VERBOSE = 0x02 | 0x40;
/** In the order of GDALDataType. */
const TYPES = [
  ...['unknown', 'uint8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64'],
  ...['cint16', 'cint32', 'cfloat32', 'cfloat64', 'uint64', 'int64', 'int8'],
];
const CREATION = [
  ...['COMPRESS=DEFLATE', 'PREDICTOR=YES', 'BLOCKSIZE=512', 'BIGTIFF=IF_SAFER'],
  ...['OVERVIEWS=AUTO', 'STATISTICS=NO'],
];
let mounts = 0;

export function inspectRaster({ Module }, path) {
  complaints.length = 0;
  const dataset = openRaster(Module, path);
  try {
    return describe(Module, dataset);
  } finally {
    Module._GDALClose(dataset);
  }
}

export function convertRaster({ Module }, { path, target }, report) {
  complaints.length = 0;
  const dataset = openRaster(Module, path);
  const progress = Module.addFunction((share) => {
    report(share);
    return 1;
  }, 'idii');
  const driver = Module.ccall('GDALGetDriverByName', 'number', ['string'], ['COG']);
  const options = stringList(Module, CREATION).pointer;
  const types = ['number', 'string', 'number', 'number', 'number', 'number', 'number'];
  const place = `${mounted(Module, target)}/${basename(target)}`;
  const copy = Module.ccall('GDALCreateCopy', 'number', types, [
    driver,
    place,
    dataset,
    0,
    options,
    progress,
    0,
  ]);
  const failed = complaints.filter((text) => text.startsWith('ERROR'));
  if (copy !== 0) Module._GDALClose(copy);
  if (copy === 0 || failed.length > 0) throw new Error(`it cannot be converted${said(failed)}`);
  Module._GDALClose(dataset);
  return null;
}

function openRaster(Module, path) {
  const drivers = stringList(Module, DRIVERS).pointer;
  const types = ['string', 'number', 'number', 'number', 'number'];
  const place = `${mounted(Module, path)}/${basename(path)}`;
  const dataset = Module.ccall('GDALOpenEx', 'number', types, [place, RASTER_AND_VERBOSE, drivers, 0, 0]);
  if (dataset === 0) throw new Error(`not a raster that can be converted${said(complaints)}`);
  return dataset;
}

/** GDAL's name for the folder of a file. */
function mounted(Module, path) {
  mounts += 1;
  const folder = `/rasters${mounts}`;
  Module.FS.mkdir(folder);
  Module.FS.mount(Module.NODEFS, { root: dirname(path) }, folder);
  return folder;
}

function describe(Module, dataset) {
  const bands = Module._GDALGetRasterCount(dataset);
  const ofBand = (i) => Module._GDALGetRasterDataType(Module._GDALGetRasterBand(dataset, i + 1));
  return {
    driver: Module.UTF8ToString(Module._GDALGetDriverShortName(Module._GDALGetDatasetDriver(dataset))),
    widthPx: Module._GDALGetRasterXSize(dataset),
    heightPx: Module._GDALGetRasterYSize(dataset),
    bands,
    types: [...new Set(Array.from({ length: bands }, (_, i) => TYPES[ofBand(i)] ?? 'unknown'))],
  };
}

function said(messages) {
  return messages.length === 0 ? '' : ` (GDAL says: ${[...new Set(messages)].slice(0, 3).join('; ')})`;
}
