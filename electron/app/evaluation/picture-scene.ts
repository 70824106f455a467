/** A picture of any size and form, read window by window. It does not become a scene of the application. */
import { closing } from '../../../core/closing.ts';
import type { Affine, RasterWindow } from '../../../core/documents/scene.ts';
import type { Host } from '../../../core/host.ts';
import { isTiff } from '../../../core/raster/file-signature.ts';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import type { MaskedRgb } from '../../../core/raster/scene-reader.ts';
import { unattended } from '../../../core/task.ts';
import { readPicture } from '../../../training/dataset/read-picture.ts';

export type PictureScene = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly metresPerPixel: number | null;
  readonly affine: Affine | null;
  readonly wkt: string | null;
  readonly read: (win: RasterWindow, signal?: AbortSignal) => Promise<MaskedRgb>;
  readonly close: () => Promise<void>;
};

/** Opens a GeoTIFF or TIFF with its default model view, or a PNG, JPEG or WebP, which is decoded as a whole. Throws as the readers do. */
export async function openPictureScene(host: Host, path: string): Promise<PictureScene> {
  if (!(await isTiffFile(host, path))) return openPicture(host, path);
  const scene = await openScene(host, path, unattended());
  const { widthPx, heightPx, metresPerPixel, affine, crs, defaultView } = scene.description;
  const reader = openModelView(scene, defaultView);
  return {
    ...{ widthPx, heightPx, metresPerPixel, affine },
    wkt: crs === null ? null : crs.wkt,
    read: (win, signal) => reader.readRgb(win, signal),
    close: () => scene.close(),
  };
}

async function openPicture(host: Host, path: string): Promise<PictureScene> {
  const { widthPx, heightPx, rgb } = await readPicture(host, path);
  const read = async (win: RasterWindow): Promise<MaskedRgb> => {
    const part = new Uint8Array(win.widthPx * win.heightPx * 3);
    for (let row = 0; row < win.heightPx; row++) {
      const at = ((win.row + row) * widthPx + win.col) * 3;
      part.set(rgb.subarray(at, at + win.widthPx * 3), row * win.widthPx * 3);
    }
    return { widthPx: win.widthPx, heightPx: win.heightPx, rgb: part, valid: null };
  };
  const close = async () => undefined;
  return { widthPx, heightPx, metresPerPixel: null, affine: null, wkt: null, read, close };
}

async function isTiffFile(host: Host, path: string): Promise<boolean> {
  await using source = closing(await host.storage.openRead(path));
  return isTiff(await source.read(0, Math.min(4, source.sizeBytes)));
}
