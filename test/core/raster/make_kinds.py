"""Writes pictures of the kinds that few programs write, by several writers, and GDAL's readings.

Usage: make_kinds.py FOLDER. The readings go to FOLDER/TRUTH.jsonl. Needs GDAL's Python bindings; uses
Pillow and libtiff's tools where there are any.
"""

import io
import json
import os
import shutil
import struct
import subprocess
import sys

import numpy as np
from osgeo import gdal

try:
    from PIL import Image
except ImportError:
    Image = None

gdal.UseExceptions()
gdal.PushErrorHandler("CPLQuietErrorHandler")
gdal.SetConfigOption("GDAL_PAM_ENABLED", "NO")
folder = sys.argv[1]
rng = np.random.default_rng(11)
WIDTH, HEIGHT = 203, 150
base = (
    rng.integers(0, 256, (3, HEIGHT // 8 + 2, WIDTH // 8 + 2)).repeat(8, 1).repeat(8, 2)[:, :HEIGHT, :WIDTH]
)
base = np.clip(base + rng.integers(-6, 7, base.shape), 0, 255).astype(np.uint8)
rgb = np.ascontiguousarray(base.transpose(1, 2, 0))
bits = base[0] > 128
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 12: 8, 13: 4}
FORMATS = {1: "B", 2: "B", 3: "H", 4: "I", 12: "d", 13: "I"}


def path(name):
    return os.path.join(folder, name + ".tif")


def field(order, kind, values):
    if kind == 5:
        return b"".join(struct.pack(order + "II", *pair) for pair in values)
    return struct.pack(order + str(len(values)) + FORMATS[kind], *values)


def tiff(name, directories, order="<", before=b""):
    """A plain TIFF. Each directory is (fields, blocks, tag of offsets); fields are {tag: (type, values)}.

    A value of None stands for the offset of the next directory (SubIFDs); "at" names an offset in `before`.
    """
    out = bytearray(b"II*\0" if order == "<" else b"MM\0*") + b"\0\0\0\0" + before
    starts = []
    pointer_at = 4
    for fields, blocks, offsets_tag, counts_tag in directories:
        offsets = []
        for block in blocks:
            offsets.append(len(out))
            out += block + b"\0" * (len(block) % 2)
        entries = dict(fields)
        if blocks and offsets_tag:
            entries[offsets_tag] = (4, offsets)
        if blocks and counts_tag:
            entries[counts_tag] = (4, [len(block) for block in blocks])
        encoded = {tag: field(order, kind, values) for tag, (kind, values) in entries.items()}
        places = {}
        for tag, value in encoded.items():
            if len(value) > 4:
                places[tag] = len(out)
                out += value + b"\0" * (len(value) % 2)
        at = len(out)
        starts.append(at)
        out[pointer_at : pointer_at + 4] = struct.pack(order + "I", at)
        out += struct.pack(order + "H", len(entries))
        for tag in sorted(entries):
            kind, values = entries[tag]
            value = encoded[tag]
            place = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack(order + "I", places[tag])
            out += struct.pack(order + "HHI", tag, kind, len(values)) + place
        pointer_at = len(out)
        out += b"\0\0\0\0"
    with open(path(name), "wb") as file:
        file.write(out)
    return out, starts


def tags(bands=3, bits=8, photometric=2, compression=1, width=WIDTH, height=HEIGHT, **more):
    fields = {
        256: (4, [width]),
        257: (4, [height]),
        258: (3, [bits] * bands),
        259: (3, [compression]),
        262: (3, [photometric]),
        277: (3, [bands]),
        278: (4, [height]),
        284: (3, [1]),
    }
    fields.update({int(tag[1:]): value for tag, value in more.items()})
    return fields


def plain(name, fields, blocks, order="<", offsets=273, counts=279, before=b""):
    tiff(name, [(fields, blocks, offsets, counts)], order, before)


def by_gdal(name, data, dtype, options):
    data = data if data.ndim == 3 else data[None]
    ds = gdal.GetDriverByName("GTiff").Create(
        path(name), data.shape[2], data.shape[1], len(data), dtype, options
    )
    for i, plane in enumerate(data):
        ds.GetRasterBand(i + 1).WriteArray(plane)


def by_libtiff(name, source, *options):
    if shutil.which("tiffcp"):
        subprocess.run(["tiffcp", *options, path(source), path(name)], check=True, stderr=subprocess.DEVNULL)


def by_pillow(name, array, mode=None, **options):
    if Image is not None:
        picture = Image.fromarray(array)
        (picture.convert(mode) if mode else picture).save(path(name), **options)


# Fax compression, of one bit a pixel.
byte = gdal.GDT_Byte
by_gdal("bits", bits.astype(np.uint8), byte, ["NBITS=1"])
for codec in ("CCITTRLE", "CCITTFAX3", "CCITTFAX4"):
    by_gdal(
        "fax_gdal_" + codec, bits.astype(np.uint8), byte, ["NBITS=1", "COMPRESS=" + codec, "BLOCKYSIZE=40"]
    )
by_gdal(
    "fax_gdal_white", bits.astype(np.uint8), byte, ["NBITS=1", "COMPRESS=CCITTFAX4", "PHOTOMETRIC=MINISWHITE"]
)
by_gdal("fax_gdal_tiles", bits.astype(np.uint8), byte, ["NBITS=1", "COMPRESS=CCITTFAX4", "TILED=YES"])
for i, codec in enumerate(("g3:1d", "g3:1d:fill", "g3:2d", "g3:2d:fill", "g4")):
    by_libtiff(f"fax_libtiff_{i}", "bits", "-c", codec, "-r", "64")
by_libtiff("fax_libtiff_lsb", "bits", "-c", "g4", "-f", "lsb2msb")
for codec in ("tiff_ccitt", "group3", "group4"):
    by_pillow("fax_pillow_" + codec, np.where(bits, 255, 0).astype(np.uint8), "1", compression=codec)

# LZMA.
by_gdal("rgb", base, byte, ["PHOTOMETRIC=RGB"])
by_libtiff("lzma_libtiff", "rgb", "-c", "lzma:2", "-t", "-w", "64", "-l", "64")
by_libtiff("lzma_libtiff_strips", "rgb", "-c", "lzma", "-p", "separate")
by_pillow("lzma_pillow", rgb, compression="lzma")

# Integers and floats of 20, 24 and 64 bits.
wide = base.astype(np.uint32) * 60001 + 3
for order in ("LITTLE", "BIG"):
    by_gdal("bits24_gdal_" + order, wide, gdal.GDT_UInt32, ["NBITS=24", "ENDIANNESS=" + order])
    by_gdal("bits64_gdal_" + order, wide.astype(np.uint64) * 7000, gdal.GDT_UInt64, ["ENDIANNESS=" + order])
    by_gdal(
        "bits64_gdal_signed_" + order,
        wide.astype(np.int64) * -70,
        gdal.GDT_Int64,
        ["COMPRESS=LZW", "ENDIANNESS=" + order],
    )
    by_gdal(
        "float16_gdal_" + order,
        base / 7,
        gdal.GDT_Float32,
        ["NBITS=16", "COMPRESS=DEFLATE", "ENDIANNESS=" + order],
    )
by_gdal("bits20_gdal", base.astype(np.uint32) * 4000, gdal.GDT_UInt32, ["NBITS=20", "COMPRESS=DEFLATE"])
by_gdal("bits6_gdal", base[:1] >> 2, byte, ["NBITS=6"])
by_gdal("float16_gdal_p3", base / 7, gdal.GDT_Float32, ["NBITS=16", "COMPRESS=DEFLATE", "PREDICTOR=3"])
by_gdal("float24_gdal_p3", base / 7, gdal.GDT_Float32, ["NBITS=24", "COMPRESS=LZW", "PREDICTOR=3"])
by_gdal("float24_gdal", base / -7, gdal.GDT_Float32, ["NBITS=24"])
plain("bits24_plain", tags(1, 24, 1), [b"".join(int(v).to_bytes(3, "big") for v in wide[0].ravel())])
plain("bits64_plain", tags(1, 64, 1), [wide[0].astype(">u8").tobytes()], ">")

# LERC of either byte order.
for order in ("LITTLE", "BIG"):
    for dtype, values in (
        (gdal.GDT_UInt16, base.astype(np.uint16) * 200),
        (gdal.GDT_Int16, base.astype(np.int16) * 100 - 9000),
        (gdal.GDT_UInt32, wide),
        (gdal.GDT_Int32, -wide.astype(np.int32)),
        (gdal.GDT_Float32, (base / 7).astype(np.float32)),
        (gdal.GDT_Float64, base / 7),
    ):
        name = f"lerc_gdal_{gdal.GetDataTypeName(dtype)}_{order}"
        by_gdal(
            name,
            values,
            dtype,
            ["COMPRESS=LERC_ZSTD" if order == "BIG" else "COMPRESS=LERC", "ENDIANNESS=" + order],
        )

# YCbCr without JPEG.
ycc = np.stack([base[0], base[1] // 2 + 64, base[2] // 2 + 60])


def units(across, down, planes=ycc):
    rows, cols = -(-HEIGHT // down), -(-WIDTH // across)
    padded = np.pad(planes, ((0, 0), (0, rows * down - HEIGHT), (0, cols * across - WIDTH)), mode="edge")
    luma = padded[0].reshape(rows, down, cols, across).transpose(0, 2, 1, 3).reshape(rows, cols, -1)
    chroma = padded[1:, ::down, ::across].transpose(1, 2, 0)
    return np.concatenate([luma, chroma], 2).astype(np.uint8).tobytes()


for across, down in ((1, 1), (2, 1), (1, 2), (2, 2), (4, 1), (4, 2)):
    plain(f"ycbcr_plain_{across}{down}", tags(photometric=6, t530=(3, [across, down])), [units(across, down)])
coefficients = (5, [(2125, 10000), (7154, 10000), (721, 10000)])
narrow = (5, [(16, 1), (235, 1), (128, 1), (240, 1), (128, 1), (240, 1)])
plain("ycbcr_plain_709", tags(photometric=6, t530=(3, [2, 2]), t529=coefficients, t532=narrow), [units(2, 2)])
separate = tags(photometric=6, t530=(3, [1, 1]))
separate[284] = (3, [2])
plain("ycbcr_plain_planes", separate, [plane.astype(np.uint8).tobytes() for plane in ycc])
by_pillow("ycbcr_pillow", rgb, "YCbCr")
by_pillow("ycbcr_pillow_lzw", rgb, "YCbCr", compression="tiff_lzw")
if shutil.which("rgb2ycbcr"):
    for i, options in enumerate(
        (
            ["-h", "2", "-v", "2"],
            ["-h", "4", "-v", "2", "-c", "lzw"],
            ["-h", "1", "-v", "1", "-c", "packbits"],
        )
    ):
        subprocess.run(["rgb2ycbcr", *options, path("rgb"), path(f"ycbcr_libtiff_{i}")], check=True)

# CIELab and CMYK.
plain("lab_plain", tags(photometric=8), [rgb.tobytes()])
plain("lab_plain_white", tags(photometric=8, t318=(5, [(3127, 10000), (3290, 10000)])), [rgb.tobytes()])
plain("lab16_plain", tags(bits=16, photometric=8), [(rgb.astype("<u2") * 257).tobytes()])
if Image is not None:
    Image.frombytes("LAB", (WIDTH, HEIGHT), rgb.tobytes()).save(path("lab_pillow"))
cmyk = np.concatenate([base, base[:1] // 3])
by_pillow("cmyk_pillow", np.ascontiguousarray(cmyk.transpose(1, 2, 0)), "CMYK")
for name, planes, more in (
    ("cmyk_plain", cmyk, {}),
    ("cmyk_plain_extra", np.concatenate([cmyk, base[:1]]), {338: (3, [0])}),
):
    fields = tags(len(planes), 8, 5)
    fields.update(more)
    plain(name, fields, [np.ascontiguousarray(planes.transpose(1, 2, 0)).tobytes()])
    fields = dict(fields)
    fields[284] = (3, [2])
    # GDAL reads four planes only.
    if len(planes) == 4:
        plain(name + "_planes", fields, [plane.tobytes() for plane in planes])
plain("cmyk16_plain", tags(4, 16, 5), [(cmyk.transpose(1, 2, 0).astype("<u2") * 200).tobytes()])
by_gdal("cmyk_gdal_jpeg", cmyk, byte, ["PHOTOMETRIC=CMYK", "COMPRESS=JPEG", "JPEG_QUALITY=85"])
by_gdal("cmyk_gdal_planes", cmyk, byte, ["PHOTOMETRIC=CMYK", "COMPRESS=LZW", "INTERLEAVE=BAND"])

# JPEG of two and four bands.
by_gdal("jpeg2_gdal", base[:2], byte, ["COMPRESS=JPEG", "JPEG_QUALITY=80"])
by_gdal(
    "jpeg4_gdal",
    cmyk,
    byte,
    ["COMPRESS=JPEG", "JPEG_QUALITY=60", "TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"],
)

# LogLuv: rows of byte planes as literals of at most 127 bytes, or runs.
luv = (rng.integers(9000, 20000, (HEIGHT, WIDTH)) & ~255).astype(np.uint32)


def log_plane(values):
    out = bytearray()
    i = 0
    while i < len(values):
        run = 1
        while i + run < len(values) and run < 120 and values[i + run] == values[i]:
            run += 1
        if run > 3:
            out += bytes([126 + run, values[i]])
            i += run
        else:
            part = values[i : i + 100]
            out += bytes([len(part)]) + bytes(part)
            i += len(part)
    return bytes(out)


def log_rows(pixels, planes):
    return b"".join(
        log_plane([int(v) >> (8 * plane) & 255 for v in row])
        for row in pixels
        for plane in range(planes - 1, -1, -1)
    )


signed = {339: (3, [2])}
plain("logl_plain", {**tags(1, 16, 32844, 34676), **signed}, [log_rows(luv, 2)])
colour = (luv << 16) | (base[1].astype(np.uint32) << 8) | base[2]
plain("logluv_plain", {**tags(3, 16, 32845, 34676), 339: (3, [2, 2, 2])}, [log_rows(colour, 4)], ">")


# LZW of TIFF 4: codes from their lowest bit on, one code later to grow.
def old_lzw(data):
    table = {bytes([i]): i for i in range(256)}
    codes, width, out, held, count = [(256, 9)], 9, bytearray(), 0, 0
    word = b""
    for value in data:
        longer = word + bytes([value])
        if longer in table:
            word = longer
            continue
        codes.append((table[word], width))
        table[longer] = len(table) + 2
        word = bytes([value])
        if table[longer] == 1 << width and width < 12:
            width += 1
        if table[longer] == 4094:
            codes.append((256, 12))
            table, width = {bytes([i]): i for i in range(256)}, 9
    codes += [(table[word], width), (257, width)]
    for code, length in codes:
        held |= code << count
        count += length
        while count >= 8:
            out.append(held & 255)
            held, count = held >> 8, count - 8
    out.append(held & 255)
    return bytes(out)


plain("old_lzw_plain", tags(compression=5), [old_lzw(rgb.tobytes())])
plain("old_lzw_plain_gray", tags(1, 8, 1, compression=5), [old_lzw(base[2].tobytes())], ">")

# ThunderScan: single values, a run, differences of two and three bits.
quiet = np.minimum(15, np.maximum(0, np.cumsum(rng.integers(-1, 2, (HEIGHT, 200)), 1) + 8))
plain("thunder_plain", tags(1, 4, 1, 32809, width=200), [bytes(0xC0 | int(v) for v in quiet.ravel())])
# libtiff leaves away a run up to the end of a row, so rows end with a value.
runs = bytes([0xC7, 0x40 | 0b011111, 0x80 | 0b001111, 63, 63, 63, 4, 0xC9])
plain("thunder_plain_runs", tags(1, 4, 1, 32809, width=200), [runs * HEIGHT])
whole = b"".join(b"\0" + row.tobytes() for row in base[0][:, :50])
plain("next_plain", tags(1, 2, 1, 32766, width=200), [whole])
part = b"".join(
    b"\x40\0\x05\0\x0a" + row.tobytes() if i % 2 else bytes([0x3F, 0x7F, 0xBF, 0x8B])
    for i, row in enumerate(base[0][:, :10])
)
plain("next_plain_runs", tags(1, 2, 1, 32766, width=200), [part])

# Tags of tiles and strips mixed up, or without lengths.
cells = [
    np.ascontiguousarray(
        np.pad(base, ((0, 0), (0, 10), (0, 53)))[:, y : y + 32, x : x + 64].transpose(1, 2, 0)
    ).tobytes()
    for y in range(0, 160, 32)
    for x in range(0, 256, 64)
]
tiles = tags(t322=(3, [64]), t323=(3, [32]))
del tiles[278]
plain("tiles_in_strip_tags_plain", tiles, cells)
plain("tiles_in_strip_tags_plain_be", tiles, cells, ">")
plain("strips_in_tile_tags_plain", tags(), [rgb.tobytes()], "<", 324, 325)
plain(
    "no_lengths_plain",
    tags(t278=(4, [50])),
    [rgb[i : i + 50].tobytes() for i in (0, 50, 100)],
    "<",
    273,
    None,
)
plain("no_lengths_plain_gray", tags(1, 8, 1), [base[1].tobytes()], ">", 273, None)

# Reduced images below the first one, and in an overview file that does not call them so.
half = np.ascontiguousarray(base[:, ::2, ::2].transpose(1, 2, 0))
small = tags(width=half.shape[1], height=half.shape[0], t254=(4, [1]))
for name, order in (("subifd_plain", "<"), ("subifd_plain_be", ">")):
    first = tags(t330=(13 if order == "<" else 4, [0]))
    data, starts = tiff(
        name, [(first, [rgb.tobytes()], 273, 279), (small, [half.tobytes()], 273, 279)], order
    )
    # Unchain the second directory, and name it below the first one.
    entries = struct.unpack(order + "H", data[starts[0] : starts[0] + 2])[0]
    data[starts[0] + 2 + 12 * entries : starts[0] + 6 + 12 * entries] = b"\0\0\0\0"
    for i in range(entries):
        at = starts[0] + 2 + 12 * i
        if struct.unpack(order + "H", data[at : at + 2])[0] == 330:
            data[at + 8 : at + 12] = struct.pack(order + "I", starts[1])
    with open(path(name), "wb") as file:
        file.write(data)
for name, order in (("ovr_plain", "<"), ("ovr_plain_be", ">")):
    plain(name, tags(), [rgb.tobytes()], order)
    unnamed = tags(width=half.shape[1], height=half.shape[0])
    plain(name + "_o", unnamed, [half.tobytes()], order)
    os.rename(path(name + "_o"), path(name) + ".ovr")

# Tags that nobody needs and that point behind the end of the file, or hold nonsense.
for name, tag, kind, count in (
    ("past_end_software", 305, 2, 64),
    ("past_end_private", 51000, 1, 500),
    ("past_end_private_double", 51001, 12, 90),
    ("past_end_resolution", 282, 5, 1),
    ("past_end_gdal_metadata", 42112, 2, 900),
):
    data, starts = tiff(name, [(tags(**{f"t{tag}": (1, [0] * 5)}), [rgb.tobytes()], 273, 279)])
    for i in range(struct.unpack("<H", data[starts[0] : starts[0] + 2])[0]):
        at = starts[0] + 2 + 12 * i
        if struct.unpack("<H", data[at : at + 2])[0] == tag:
            data[at + 2 : at + 12] = struct.pack("<HII", kind, count, len(data) - 3)
    with open(path(name), "wb") as file:
        file.write(data)
data, _ = tiff("no_last_pointer", [(tags(), [rgb.tobytes()], 273, 279)])
with open(path("no_last_pointer"), "wb") as file:
    file.write(data[:-4])


# Old-style JPEG: the headers as a stream, as bare tables, in the strip; several strips.
def jpeg(picture, **options):
    out = io.BytesIO()
    picture.save(out, "JPEG", **options)
    return out.getvalue()


def segments(stream):
    found, at = [], 2
    while True:
        end = at + 2 + struct.unpack(">H", stream[at + 2 : at + 4])[0]
        found.append((stream[at + 1], stream[at:end]))
        if stream[at + 1] == 0xDA:
            return found, stream[end:]
        at = end


if Image is not None:
    cropped = rgb[:144, :192]
    old = dict(photometric=6, compression=6, width=192, height=144)
    for sampling, pair in ((0, [1, 1]), (1, [2, 1]), (2, [2, 2])):
        stream = jpeg(Image.fromarray(cropped), quality=80, subsampling=sampling)
        fields = tags(**old, t512=(3, [1]), t513=(4, [8]), t514=(4, [len(stream)]), t530=(3, pair))
        plain(
            f"old_jpeg_stream_{sampling}",
            {**fields, 273: (4, [8]), 279: (4, [len(stream)])},
            [],
            before=stream,
        )
        found, data = segments(stream)
        head = stream[: len(stream) - len(data)]
        scan = found[-1][1]
        plain(
            f"old_jpeg_scan_in_strip_{sampling}",
            {**fields, 514: (4, [len(head) - len(scan)])},
            [scan + data],
            before=head[: len(head) - len(scan)],
        )
        tables = {0: b"", 1: b""}
        before, places = b"", {519: {}, 520: {}, 521: {}}
        for marker, body in found:
            content = body[4:]
            while marker == 0xDB and content:
                places[519][content[0]] = 8 + len(before)
                before, content = before + content[1:65], content[65:]
            while marker == 0xC4 and content:
                length = 16 + sum(content[1:17])
                places[520 + (content[0] >> 4)][content[0] & 15] = 8 + len(before)
                before, content = before + content[1 : 1 + length], content[1 + length :]
        bare = {
            tag: (4, [where[0], where.get(1, where[0]), where.get(1, where[0])])
            for tag, where in places.items()
        }
        plain(
            f"old_jpeg_tables_{sampling}",
            {**tags(**old, t512=(3, [1]), t530=(3, pair)), **bare},
            [data],
            ">" if sampling == 2 else "<",
            before=before + b"\0" * (len(before) % 2),
        )

# Files that GDAL 3.6 does not open, and one with the same picture that it does.
SAME = {"no_lengths_plain.tif": "rgb.tif"}
with open(os.path.join(folder, "TRUTH.jsonl"), "w") as out:
    for name in sorted(n for n in os.listdir(folder) if n.endswith(".tif")):
        ds = gdal.Open(os.path.join(folder, SAME.get(name, name)))
        bands = [ds.GetRasterBand(i + 1) for i in range(ds.RasterCount)]
        reading = {
            "size": [ds.RasterXSize, ds.RasterYSize],
            "bands": ds.RasterCount,
            "dtype": gdal.GetDataTypeName(bands[0].DataType),
            "color": [gdal.GetColorInterpretationName(b.GetColorInterpretation()) for b in bands],
            "nodata": str(bands[0].GetNoDataValue()),
            "overviews": bands[0].GetOverviewCount(),
            "gt": None,
            "crs": None,
            "epsg": None,
        }
        try:
            reading["checksums"] = [b.Checksum() for b in bands]
        except RuntimeError as error:
            reading = {"error": str(error)}
        out.write(json.dumps({"file": name, "gdal": reading}) + "\n")
