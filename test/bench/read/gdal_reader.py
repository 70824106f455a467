"""Times of reading windows: gdal_reader.py CACHE_BYTES.

Answers each line of JSON, {"path", "windows"}, with {"wallMs", "cpuMs"}.
"""

import json
import sys
import time

from osgeo import gdal

gdal.UseExceptions()
gdal.SetConfigOption("GDAL_NUM_THREADS", "1")
gdal.SetCacheMax(int(sys.argv[1]))

for line in sys.stdin:
    request = json.loads(line)
    wall, cpu = time.perf_counter(), time.process_time()
    scene = gdal.Open(request["path"])
    for col, row, width, height in request["windows"]:
        scene.ReadAsArray(col, row, width, height)
    scene = None
    times = {
        "wallMs": 1000 * (time.perf_counter() - wall),
        "cpuMs": 1000 * (time.process_time() - cpu),
    }
    print(json.dumps(times), flush=True)
