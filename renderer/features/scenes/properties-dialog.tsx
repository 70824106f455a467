/** Properties of a scene's file, and its indexes. */
import type { ReactNode } from 'react';
import type { SceneId } from '../../../core/documents/ids.ts';
import type { BandRendering, SceneDetail } from '../../../core/documents/scene.ts';
import { isRotated } from '../../../core/geo/affine.ts';
import { lonLatPosition } from '../../map/scene-frame.ts';
import { useScene } from '../../state/core-queries.ts';
import { coreStrings } from '../../ui/core-strings.ts';
import { ModalDialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { formatBytes, formatCount, formatMeasure } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { CrsForm } from './crs-form.tsx';
import { dialogStrings } from './dialog-strings.ts';
import { SceneIndexes } from './scene-indexes.tsx';
import style from './style.module.css';

type Props = { readonly scene: SceneId; readonly onClose: () => void };

export function PropertiesDialog({ scene: id, onClose }: Props): ReactNode {
  const scene = useScene(id);
  if (!scene) return null;
  return (
    <ModalDialog title={scene.name} onClose={onClose} widthRem={40}>
      <div className={style.stack}>
        {scene.warnings.map((warning) => (
          <Notice key={warning} tone="warn" title={warning} />
        ))}
        <h3>{dialogStrings.information}</h3>
        <Facts rows={rowsOf(scene)} />
        <CrsForm scene={scene} />
        <h3>{dialogStrings.indexes}</h3>
        <SceneIndexes scene={id} />
      </div>
    </ModalDialog>
  );
}

function rowsOf(scene: SceneDetail): readonly (readonly [string, ReactNode])[] {
  return [
    [dialogStrings.crs, crsWords(scene)],
    [dialogStrings.size, dialogStrings.sizeValue(formatCount(scene.widthPx), formatCount(scene.heightPx))],
    [dialogStrings.pixel, pixelWords(scene)],
    [
      dialogStrings.groundResolution,
      scene.metresPerPixel === null ? dialogStrings.none : `${formatMeasure(scene.metresPerPixel)}\u00a0m`,
    ],
    [dialogStrings.origin, originWords(scene)],
    [dialogStrings.extent, extentWords(scene)],
    [dialogStrings.bands, scene.bands.map(({ name }) => name).join(', ')],
    [
      dialogStrings.ranges,
      scene.bands.map(({ name, range }) => `${name}: ${short(range.min)} – ${short(range.max)}`).join('; '),
    ],
    [dialogStrings.sampleType, scene.sampleType],
    [dialogStrings.nodata, scene.nodata ?? dialogStrings.none],
    [dialogStrings.modelView, renderingWords(scene, scene.modelView)],
    [dialogStrings.compression, scene.compression],
    [dialogStrings.layout, coreStrings.said(scene.layout)],
    [dialogStrings.overviews, scene.overviews === 0 ? dialogStrings.none : String(scene.overviews)],
    [dialogStrings.file, formatBytes(scene.fileBytes)],
  ];
}

export function renderingWords({ bands }: SceneDetail, rendering: BandRendering): string {
  const [red, green, blue] = rendering.bands.map((band) =>
    band < bands.length ? bands[band].name : dialogStrings.bandNumber(band + 1),
  );
  const stretch =
    rendering.stretch.kind === 'none'
      ? dialogStrings.stretchNone
      : rendering.stretch.ranges.map(({ min, max }) => `${short(min)} – ${short(max)}`).join(', ');
  return `${dialogStrings.bandsShort(red, green, blue)}; ${stretch}`;
}

function crsWords({ crs, isGeoreferenced }: SceneDetail): string {
  if (!crs) return isGeoreferenced ? dialogStrings.none : dialogStrings.noCrs;
  return crs.epsg === null ? crs.name : `EPSG:${crs.epsg} – ${crs.name}`;
}

function pixelWords({ affine }: SceneDetail): string {
  const { xPerCol, xPerRow, yPerCol, yPerRow } = affine;
  const size = `${short(Math.hypot(xPerCol, yPerCol))} × ${short(Math.hypot(xPerRow, yPerRow))}`;
  return isRotated(affine) ? `${size} (${dialogStrings.rotated})` : size;
}

function originWords({ affine }: SceneDetail): string {
  return [affine.xOrigin, affine.yOrigin].map(short).join(', ');
}

function extentWords(scene: SceneDetail): string {
  const corners = [
    lonLatPosition(scene, [0, 0]),
    lonLatPosition(scene, [scene.widthPx, 0]),
    lonLatPosition(scene, [scene.widthPx, scene.heightPx]),
    lonLatPosition(scene, [0, scene.heightPx]),
  ].filter((corner) => corner !== null);
  if (corners.length < 4) return dialogStrings.none;
  const of = (axis: 0 | 1): string => {
    const values = corners.map((corner) => corner[axis]);
    return `${Math.min(...values).toFixed(5)}° – ${Math.max(...values).toFixed(5)}°`;
  };
  return `${of(0)}; ${of(1)}`;
}

function short(value: number): string {
  return Number(value.toPrecision(9)).toString();
}
