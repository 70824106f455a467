"""Prints what GDAL reads in exported files as JSON, one object for each file.

Usage: read_exports.py FILE...
"""

import json
import sys

from osgeo import gdal, ogr

gdal.UseExceptions()
ogr.UseExceptions()


def vector(ds):
    layer = ds.GetLayer(0)
    fields = layer.GetLayerDefn()
    srs = layer.GetSpatialRef()
    features = []
    for feature in layer:
        geometry = feature.GetGeometryRef()
        features.append(
            {
                "values": {
                    fields.GetFieldDefn(i).GetName(): feature.GetField(i)
                    for i in range(fields.GetFieldCount())
                },
                "type": geometry.GetGeometryName(),
                "envelope": geometry.GetEnvelope(),
                "area": geometry.GetArea(),
                "valid": geometry.IsValid(),
            }
        )
    return {
        "name": layer.GetName(),
        "epsg": srs.GetAuthorityCode(None) if srs else None,
        "fields": {
            fields.GetFieldDefn(i).GetName(): fields.GetFieldDefn(i).GetTypeName()
            for i in range(fields.GetFieldCount())
        },
        "metadata": layer.GetMetadata() or ds.GetMetadata(),
        "features": features,
    }


def raster(ds):
    srs = ds.GetSpatialRef()
    return {
        "size": [ds.RasterXSize, ds.RasterYSize],
        "bands": ds.RasterCount,
        "type": gdal.GetDataTypeName(ds.GetRasterBand(1).DataType),
        "epsg": srs.GetAuthorityCode(None) if srs else None,
        "gt": ds.GetGeoTransform(can_return_null=True),
        "metadata": ds.GetMetadata(),
        "values": [ds.GetRasterBand(i + 1).ReadRaster().hex() for i in range(ds.RasterCount)]
        if ds.RasterXSize * ds.RasterYSize < 100_000
        else None,
        "middle": [
            ds.GetRasterBand(i + 1).ReadAsArray(ds.RasterXSize // 2, ds.RasterYSize // 2, 1, 1).tolist()[0][0]
            for i in range(ds.RasterCount)
        ],
    }


out = []
for path in sys.argv[1:]:
    ds = gdal.OpenEx(path)
    out.append(vector(ds) if ds.RasterCount == 0 else raster(ds))
print(json.dumps(out))
