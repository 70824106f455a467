"""Opens layers in QGIS without a window, with the styles beside them, and draws each over a scene.

Arguments: SCENE OUT_FOLDER LAYER…

Prints, as JSON, what QGIS says of each layer, and what its drawing changes in a picture of the scene.
"""

import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    QgsApplication,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize

EDGE_PX = 800


def opened(path):
    if path.endswith((".tif", ".png")):
        return QgsRasterLayer(path, os.path.basename(path))
    return QgsVectorLayer(path, os.path.basename(path), "ogr")


def drawn(layers, extent, crs):
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(crs)
    settings.setExtent(extent)
    settings.setOutputSize(QSize(EDGE_PX, EDGE_PX))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def changed(before, after):
    """Box of the pixels that differ, and their share of it."""
    places = [
        (x, y) for y in range(EDGE_PX) for x in range(EDGE_PX) if before.pixel(x, y) != after.pixel(x, y)
    ]
    if not places:
        return {"box": None, "share": 0}
    box = [min(p[0] for p in places), min(p[1] for p in places)]
    box += [max(p[0] for p in places) + 1, max(p[1] for p in places) + 1]
    return {"box": box, "share": len(places) / ((box[2] - box[0]) * (box[3] - box[1]))}


def main():
    scene_path, out, *paths = sys.argv[1:]
    application = QgsApplication([], False)
    application.initQgis()
    scene = QgsRasterLayer(scene_path, "scene")
    crs, whole = scene.crs(), scene.extent()
    alone = drawn([scene], whole, crs)
    read = []
    for path in paths:
        layer = opened(path)
        extent = layer.extent()
        over = drawn([layer, scene], whole, crs)
        over.save(os.path.join(out, os.path.basename(path) + ".qgis.png"))
        read.append(
            {
                "valid": layer.isValid(),
                "crs": layer.crs().authid(),
                "extent": [extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()],
                "renderer": layer.renderer().type(),
                "features": layer.featureCount() if isinstance(layer, QgsVectorLayer) else None,
                "changed": changed(alone, over),
            }
        )
    extent = [whole.xMinimum(), whole.yMinimum(), whole.xMaximum(), whole.yMaximum()]
    print(json.dumps({"version": application.applicationVersion(), "scene": extent, "layers": read}))
    sys.stdout.flush()
    # Without an orderly end, in which QGIS 3.22 crashes over layers that Python still holds.
    os._exit(0)


main()
