"""One block of a raster as libtiff stores it and as GDAL reads it, for several codecs: make_blocks.py FOLDER.

NAME.block holds the stored bytes, NAME.rows the samples.
"""

import os
import sys

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
folder = sys.argv[1]
rng = np.random.default_rng(5)
WIDTH, HEIGHT = 203, 151
rows, cols = np.mgrid[0:HEIGHT, 0:WIDTH]
KINDS = {
    "noise": rng.integers(0, 256, (HEIGHT, WIDTH)),
    "smooth": 100 + 80 * np.sin(rows / 9) * np.cos(cols / 11) + rng.integers(0, 3, (HEIGHT, WIDTH)),
    "steps": (rows // 16) * 11 + cols // 40,
    "few": rng.choice([3, 7, 200], (HEIGHT, WIDTH)),
    "sparse": np.where(rng.random((HEIGHT, WIDTH)) < 0.02, 90, 0),
}
TYPES = {
    "u8": (np.uint8, gdal.GDT_Byte, 1),
    "u16": (np.uint16, gdal.GDT_UInt16, 37),
    "i16": (np.int16, gdal.GDT_Int16, -50),
    "u32": (np.uint32, gdal.GDT_UInt32, 70001),
    "i32": (np.int32, gdal.GDT_Int32, -70001),
    "f32": (np.float32, gdal.GDT_Float32, 0.37),
    "f64": (np.float64, gdal.GDT_Float64, 1e-3),
}


def make(name, kind, type_name, *options):
    dtype, band_type, factor = TYPES[type_name]
    path = os.path.join(folder, "scene.tif")
    layout = [f"BLOCKYSIZE={HEIGHT}", *options]
    scene = gdal.GetDriverByName("GTiff").Create(path, WIDTH, HEIGHT, 1, band_type, layout)
    scene.GetRasterBand(1).WriteArray((KINDS[kind] * factor).astype(dtype))
    # Writes what it holds.
    scene = None
    written = gdal.Open(path)
    band = written.GetRasterBand(1)
    at = int(band.GetMetadataItem("BLOCK_OFFSET_0_0", "TIFF"))
    size = int(band.GetMetadataItem("BLOCK_SIZE_0_0", "TIFF"))
    with open(path, "rb") as stored, open(os.path.join(folder, name + ".block"), "wb") as out:
        stored.seek(at)
        out.write(stored.read(size))
    with open(os.path.join(folder, name + ".rows"), "wb") as out:
        out.write(band.ReadAsArray().tobytes())


for kind in KINDS:
    for type_name in ("u8", "u16", "f64"):
        for level in (1, 9, 19, 22):
            name = f"zstd-{kind}-{type_name}-{level}"
            make(name, kind, type_name, "COMPRESS=ZSTD", f"ZSTD_LEVEL={level}")
    for type_name in TYPES:
        for error in (0, 0.5, 3) if type_name[0] != "f" else (0, 0.001, 0.5):
            name = f"lerc-{kind}-{type_name}-{error}"
            make(name, kind, type_name, "COMPRESS=LERC", f"MAX_Z_ERROR={error}")
