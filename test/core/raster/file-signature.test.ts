/** What a file that is no TIFF is, and what to do with it. */
import { describe, expect, test } from 'vitest';
import { readTiffHeader } from '../../../core/raster/file-signature.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text.padEnd(16, '\x01'), (c) => c.charCodeAt(0));

describe('a file that is no TIFF', () => {
  test.each([
    ['\0\0\0\x0cjP  \r\n\x87\n', /JPEG 2000 picture; convert it to GeoTIFF, for example with gdal_translate/],
    ['\xff\x4f\xff\x51\0\x2f', /JPEG 2000 code stream; convert/],
    ['SQLite format 3\0', /SQLite database \(GeoPackage, MBTiles\); it may hold several rasters/],
    ['EHFA_HEADER_TAG\0', /ERDAS Imagine raster \(\.img\); convert/],
    ['CDF\x01\0\0', /NetCDF file; it may hold several/],
    ['\x89HDF\r\n\x1a\n', /HDF5 file/],
    ['\x0e\x03\x13\x01', /HDF4 file/],
    ['<VRTDataset rast', /virtual raster \(VRT\)/],
    ['<?xml version="1', /XML document/],
    ['msid\0\0', /MrSID picture; convert it to GeoTIFF with a program that reads MrSID/],
    ['e\x02\x01\x01', /ECW picture/],
    ['PK\x03\x04\x14\0', /ZIP archive; unpack it first/],
    ['\x89PNG\r\n\x1a\n', /PNG picture; convert/],
    ['\xff\xd8\xff\xe0\0\x10JFIF', /JPEG picture; convert/],
    ['RIFF\x10\0\0\0WEBPVP8 ', /WebP picture; convert/],
    ['version https://', /Git LFS pointer; fetch/],
    ['<!DOCTYPE html>', /HTML page; probably an error page/],
    ['hello, I am text', /starts with 68 65 6c 6c 6f 2c 20 49; expected "II" or "MM"/],
  ])('that starts with %j is named', (start, name) => {
    expect(() => readTiffHeader(bytes(start), '/a/b.tif')).toThrow(name);
    expect(() => readTiffHeader(bytes(start), '/a/b.tif')).toThrow('/a/b.tif: not a TIFF: ');
  });
});
