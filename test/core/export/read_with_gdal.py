"""Prints GDAL's reading of a GeoTIFF and the findings of its COG validator as JSON.

Usage: read_with_gdal.py FILE
"""

import json
import sys

from osgeo import gdal
from osgeo_utils.samples.validate_cloud_optimized_geotiff import validate

gdal.UseExceptions()
path = sys.argv[1]
warnings, errors, details = validate(path, full_check=True)
ds = gdal.Open(path)
band = ds.GetRasterBand(1)
print(
    json.dumps(
        {
            "warnings": warnings,
            "errors": errors,
            "size": [ds.RasterXSize, ds.RasterYSize],
            "gt": list(ds.GetGeoTransform()),
            "epsg": ds.GetSpatialRef().GetAuthorityCode(None) if ds.GetSpatialRef() else None,
            "nodata": str(band.GetNoDataValue()),
            "type": gdal.GetDataTypeName(band.DataType),
            "overviews": [
                [band.GetOverview(i).XSize, band.GetOverview(i).YSize] for i in range(band.GetOverviewCount())
            ],
            "metadata": ds.GetMetadata(),
            "values": band.ReadRaster().hex(),
            "overview": band.GetOverview(0).ReadRaster().hex() if band.GetOverviewCount() else "",
        }
    )
)
