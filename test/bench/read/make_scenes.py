"""One picture, mirrored to four times its size, in several encodings: make_scenes.py PICTURE FOLDER."""

import sys

import numpy as np
from osgeo import gdal

TILES = ("TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256")
PIXELS = "INTERLEAVE=PIXEL"


def write(path, bands, *options):
    kind = {"uint8": gdal.GDT_Byte, "uint16": gdal.GDT_UInt16, "float32": gdal.GDT_Float32}[str(bands.dtype)]
    count, height, width = bands.shape
    scene = gdal.GetDriverByName("MEM").Create("", width, height, count, kind)
    scene.WriteArray(np.ascontiguousarray(bands))
    # A copy is written from top to bottom.
    gdal.GetDriverByName("GTiff").CreateCopy(path, scene, options=list(options))


def main():
    gdal.UseExceptions()
    picture, folder = sys.argv[1:]
    quarter = gdal.Open(picture).ReadAsArray()[:3]
    upper = np.concatenate([quarter, quarter[:, :, ::-1]], 2)
    rgb = np.concatenate([upper, upper[:, ::-1]], 1)
    noise = np.random.default_rng(1).normal(0, 0.3, rgb.shape[1:])
    floats = (rgb.mean(0, keepdims=True) * 3.7 + noise).astype(np.float32)
    write(f"{folder}/raw.tif", rgb, PIXELS)
    write(f"{folder}/lzw.tif", rgb, PIXELS, "COMPRESS=LZW", "PREDICTOR=2")
    write(f"{folder}/deflate.tif", rgb, PIXELS, *TILES, "COMPRESS=DEFLATE", "PREDICTOR=2")
    write(f"{folder}/zstd.tif", rgb, PIXELS, *TILES, "COMPRESS=ZSTD", "PREDICTOR=2")
    write(f"{folder}/lerc.tif", floats, *TILES, "COMPRESS=LERC", "MAX_Z_ERROR=0.01")
    jpeg = ("COMPRESS=JPEG", "PHOTOMETRIC=YCBCR", "JPEG_QUALITY=85")
    write(f"{folder}/jpeg.tif", rgb, PIXELS, *TILES, *jpeg)
    write(f"{folder}/float.tif", floats, *TILES, "COMPRESS=DEFLATE", "PREDICTOR=3")
    wide = rgb.astype(np.uint16) * 37
    planar = ("INTERLEAVE=BAND", "ENDIANNESS=BIG", "COMPRESS=LZW", "PREDICTOR=2")
    write(f"{folder}/planar.tif", wide, *TILES, *planar)


main()
