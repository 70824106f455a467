"""Writes a small raster in many encodings, and GDAL's reading of each to TRUTH.jsonl.

Usage: make_encodings.py FOLDER
"""

import json
import os
import sys

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
gdal.SetConfigOption("GDAL_PAM_ENABLED", "NO")
folder = sys.argv[1]
rng = np.random.default_rng(7)
WIDTH, HEIGHT = 203, 151
base = (
    rng.integers(0, 256, (4, HEIGHT // 8 + 2, WIDTH // 8 + 2)).repeat(8, 1).repeat(8, 2)[:, :HEIGHT, :WIDTH]
)
base = np.clip(base + rng.integers(-6, 7, base.shape), 0, 255)


def make(name, bands, dtype, options, array=None, nodata=None, config=None, after=None):
    path = os.path.join(folder, name + ".tif")
    for key, value in (config or {}).items():
        gdal.SetConfigOption(key, value)
    data = base[:bands] if array is None else array
    ds = gdal.GetDriverByName("GTiff").Create(path, WIDTH, HEIGHT, len(data), dtype, options)
    ds.SetGeoTransform((500000, 2, 0, 5500000, 0, -2))
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(32633)
    ds.SetProjection(srs.ExportToWkt())
    if nodata is not None:
        for i in range(len(data)):
            ds.GetRasterBand(i + 1).SetNoDataValue(nodata)
    for i, plane in enumerate(data):
        ds.GetRasterBand(i + 1).WriteArray(plane)
    if after is not None:
        after(ds)
    ds = None
    for key in config or {}:
        gdal.SetConfigOption(key, None)


def mask(ds):
    ds.CreateMaskBand(gdal.GMF_PER_DATASET)
    ds.GetRasterBand(1).GetMaskBand().WriteArray(
        np.where(np.add.outer(np.arange(HEIGHT), np.arange(WIDTH)) > 100, 255, 0)
    )


def palette(ds):
    table = gdal.ColorTable()
    for i in range(256):
        table.SetColorEntry(i, (i, 255 - i, i // 2))
    ds.GetRasterBand(1).SetColorTable(table)


byte, u16, i16, u32, i32 = gdal.GDT_Byte, gdal.GDT_UInt16, gdal.GDT_Int16, gdal.GDT_UInt32, gdal.GDT_Int32
f32, f64 = gdal.GDT_Float32, gdal.GDT_Float64
tiled = ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"]
wide = base[:3].astype(float) * 250
make("u16_deflate_p2", 3, u16, ["COMPRESS=DEFLATE", "PREDICTOR=2", *tiled], wide)
make("u16_be_deflate_p2", 3, u16, ["COMPRESS=DEFLATE", "PREDICTOR=2", "ENDIANNESS=BIG", *tiled], wide)
make(
    "u16_be_lzw_planar_p2", 3, u16, ["COMPRESS=LZW", "PREDICTOR=2", "ENDIANNESS=BIG", "INTERLEAVE=BAND"], wide
)
make("u16_be_none", 3, u16, ["ENDIANNESS=BIG"], wide)
make("i16_zstd_p2", 2, i16, ["COMPRESS=ZSTD", "PREDICTOR=2", *tiled], wide[:2] - 30000, nodata=-30000)
make("u32_lzw_p2", 1, u32, ["COMPRESS=LZW", "PREDICTOR=2"], wide[:1] * 60000)
make("i32_deflate", 1, i32, ["COMPRESS=DEFLATE"], -wide[:1] * 30000)
make("f32_be_p3", 2, f32, ["COMPRESS=DEFLATE", "PREDICTOR=3", "ENDIANNESS=BIG", *tiled], wide[:2] / 7)
make("f32_lzw_p2", 2, f32, ["COMPRESS=LZW", "PREDICTOR=2"], wide[:2] / 7)
make("f64_p3", 1, f64, ["COMPRESS=ZSTD", "PREDICTOR=3"], wide[:1] / 3)
make("f64_be_none", 1, f64, ["ENDIANNESS=BIG"], wide[:1] / 3)
make("f64_p2", 1, f64, ["COMPRESS=DEFLATE", "PREDICTOR=2"], wide[:1] / 3)
make("f16_planar", 3, f32, ["NBITS=16", "INTERLEAVE=BAND", "COMPRESS=LZW"], wide / 7)
for bits in (1, 2, 4, 7):
    make(f"nbits{bits}", 3, byte, [f"NBITS={bits}", "COMPRESS=DEFLATE"], base[:3] >> (8 - bits))
for bits in (9, 11, 13, 15):
    make(f"nbits{bits}", 2, u16, [f"NBITS={bits}", "COMPRESS=LZW", *tiled], base[:2] << (bits - 8))
make("nbits12_planar_be", 3, u16, ["NBITS=12", "INTERLEAVE=BAND", "ENDIANNESS=BIG"], base[:3] * 16)
make("nbits20", 1, u32, ["NBITS=20"], base[:1] * 4000)
make("gray_jpeg", 1, byte, ["COMPRESS=JPEG"])
make("rgb_jpeg_rgb", 3, byte, ["COMPRESS=JPEG", "PHOTOMETRIC=RGB"])
make("rgb_jpeg_ycbcr_strip", 3, byte, ["COMPRESS=JPEG", "PHOTOMETRIC=YCBCR", "BLOCKYSIZE=32"])
make("rgba_jpeg", 4, byte, ["COMPRESS=JPEG", "ALPHA=YES"])
make("rgba_webp_lossless", 4, byte, ["COMPRESS=WEBP", "WEBP_LOSSLESS=YES", "ALPHA=YES", *tiled])
make(
    "rgba_webp_opaque",
    4,
    byte,
    ["COMPRESS=WEBP", "WEBP_LOSSLESS=YES", *tiled],
    np.concatenate([base[:3], base[:1] * 0 + 255]),
)
make("rgba_deflate", 4, byte, ["COMPRESS=DEFLATE", "ALPHA=UNSPECIFIED"])
make("gray_alpha_planar", 2, byte, ["ALPHA=YES", "INTERLEAVE=BAND", "COMPRESS=PACKBITS"])
make(
    "internal_mask",
    3,
    byte,
    ["COMPRESS=JPEG", "PHOTOMETRIC=YCBCR", *tiled],
    config={"GDAL_TIFF_INTERNAL_MASK": "YES"},
    after=mask,
)
make(
    "mask_beside", 3, byte, ["COMPRESS=DEFLATE", *tiled], config={"GDAL_TIFF_INTERNAL_MASK": "NO"}, after=mask
)
make("palette", 1, byte, ["COMPRESS=LZW", "PHOTOMETRIC=PALETTE"], after=palette)
make("min_is_white", 1, byte, ["PHOTOMETRIC=MINISWHITE"])
make(
    "sparse_tiles",
    3,
    byte,
    ["SPARSE_OK=TRUE", "COMPRESS=DEFLATE", *tiled],
    np.where(np.arange(WIDTH) > 128, base[:3], 0),
)
make(
    "sparse_nodata",
    1,
    i16,
    ["SPARSE_OK=TRUE", *tiled],
    np.where(np.arange(WIDTH) > 128, base[:1], -9),
    nodata=-9,
)
nan = np.where(base[:2] > 200, np.nan, wide[:2])
make("f32_nan_lerc", 1, f32, ["COMPRESS=LERC_DEFLATE", *tiled], nan[:1], nodata=float("nan"))
make("f64_lerc_zstd", 2, f64, ["COMPRESS=LERC_ZSTD", *tiled], wide[:2] / 3)
make("u16_lerc", 3, u16, ["COMPRESS=LERC"], wide)
make("rgba_lerc", 4, byte, ["COMPRESS=LERC", "ALPHA=YES"])
make("bigtiff_be_f32", 3, f32, ["BIGTIFF=YES", "ENDIANNESS=BIG", "COMPRESS=LZW", *tiled], wide / 7)
make("bands9", 9, byte, ["COMPRESS=ZSTD"], np.concatenate([base, base, base[:1]]))
make("complex", 1, gdal.GDT_CFloat32, [], base[:1] + 1j)

with open(os.path.join(folder, "TRUTH.jsonl"), "w") as out:
    for name in sorted(n for n in os.listdir(folder) if n.endswith(".tif")):
        ds = gdal.Open(os.path.join(folder, name))
        bands = [ds.GetRasterBand(i + 1) for i in range(ds.RasterCount)]
        masked = bands[0].GetMaskBand().ReadAsArray()
        reading = {
            "size": [ds.RasterXSize, ds.RasterYSize],
            "bands": ds.RasterCount,
            "dtype": gdal.GetDataTypeName(bands[0].DataType),
            "color": [gdal.GetColorInterpretationName(b.GetColorInterpretation()) for b in bands],
            "nodata": str(bands[0].GetNoDataValue()),
            "overviews": 0,
            "gt": list(ds.GetGeoTransform()),
            "crs": "WGS 84 / UTM zone 33N",
            "epsg": "32633",
            "checksums": [b.Checksum() for b in bands],
            "valid": int((masked > 0).sum()),
        }
        out.write(json.dumps({"file": name, "gdal": reading}) + "\n")
