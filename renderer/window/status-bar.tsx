/** Status bar: coordinates, similarity, scale, CRS, model, device, jobs. */
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { SceneDetail } from '../../core/documents/scene.ts';
import { applyAffine } from '../../core/geo/affine.ts';
import { lonLatPosition } from '../map/scene-frame.ts';
import { cellAt } from '../map/similarity-layer.ts';
import { useApplication, useView } from '../state/application-context.ts';
import { useActiveModel, useActiveScene, useJobs, useQueryResult } from '../state/core-queries.ts';
import { useAnswerableQuery } from '../state/use-query.ts';
import { useShownMap } from '../state/use-shown-map.ts';
import { coreStrings } from '../ui/core-strings.ts';
import { crsName } from '../ui/crs-name.ts';
import { formatCount, formatNumber, formatPercent, formatScore, formatSeconds } from '../ui/format.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { DeviceItem } from './device-item.tsx';
import { strings } from './strings.ts';
import style from './window.module.css';

/** Assumes 96 screen pixels per inch, as browsers and QGIS do. */
const METRES_PER_SCREEN_PX = 0.0254 / 96;

export function StatusBar(): ReactNode {
  const scene = useActiveScene();
  return (
    <footer className={style.status}>
      {scene && <Coordinates scene={scene} />}
      <span className={style.spring} />
      {scene && <Scale scene={scene} />}
      {scene && <Crs scene={scene} />}
      <Model />
      <DeviceItem />
      <Jobs />
    </footer>
  );
}

function Coordinates({ scene }: { readonly scene: SceneDetail }): ReactNode {
  const pointer = useView((state) => state.pointer);
  const result = useQueryResult(useAnswerableQuery()).data;
  const { cells, meaning } = useShownMap(result);
  if (!pointer) return <span className={style.item} />;
  const { col, row } = pointer;
  const score = cells ? cellAt({ scene, ...cells }, col, row) : null;
  return (
    <>
      <span className={style.item} title={strings.copyCoordinates}>
        {crsWords(scene, col, row)}
      </span>
      <span className={style.item}>{lonLatWords(scene, col, row)}</span>
      <span className={style.item}>{strings.pixel(Math.floor(col), Math.floor(row))}</span>
      {score !== null && (
        <span className={style.item} title={strings[meaning]}>
          {strings.values[meaning](formatScore(meaning === 'level' ? score / 255 : score))}
        </span>
      )}
    </>
  );
}

function crsWords(scene: SceneDetail, col: number, row: number): string {
  const [x, y] = applyAffine(scene.affine, col, row);
  // One digit more than the pixel size needs.
  const { xPerCol, xPerRow } = scene.affine;
  const digits = Math.max(0, Math.min(8, 1 - Math.floor(Math.log10(Math.hypot(xPerCol, xPerRow)))));
  return scene.isGeoreferenced ? `${x.toFixed(digits)}, ${y.toFixed(digits)}` : '';
}

function lonLatWords(scene: SceneDetail, col: number, row: number): string {
  const lonLat = lonLatPosition(scene, [col, row]);
  if (!lonLat) return '';
  const [lon, lat] = lonLat;
  const east = `${Math.abs(lon).toFixed(5)}° ${lon < 0 ? 'W' : 'E'}`;
  return `${Math.abs(lat).toFixed(5)}° ${lat < 0 ? 'S' : 'N'}, ${east}`;
}

function Scale({ scene: { metresPerPixel } }: { readonly scene: SceneDetail }): ReactNode {
  const zoom = useView((state) => state.zoom);
  if (zoom === null) return null;
  const words =
    metresPerPixel === null
      ? strings.zoomValue(zoomPercent(zoom))
      : strings.scaleValue(formatCount(Math.round(metresPerPixel / zoom / METRES_PER_SCREEN_PX)));
  return (
    <span className={style.item} title={strings.scale}>
      {words}
    </span>
  );
}

/** Three digits, for an enlargement and a reduction alike. */
function zoomPercent(zoom: number): string {
  const percent = zoom * 100;
  return formatNumber(percent, Math.max(0, 2 - Math.floor(Math.log10(percent))));
}

function Crs({ scene: { id, crs } }: { readonly scene: SceneDetail }): ReactNode {
  const app = useApplication();
  const words = crs ? crsName(crs) : strings.noCrs;
  return (
    <AriaButton
      className={style.itemButton}
      aria-label={`${strings.crs}: ${words}`}
      onPress={() => app.view.setState({ dialog: { kind: 'properties', scene: id } })}
    >
      {words}
    </AriaButton>
  );
}

function Model(): ReactNode {
  const app = useApplication();
  const model = useActiveModel();
  if (!model) return null;
  return (
    <AriaButton className={style.itemButton} onPress={() => app.dock.show('models')}>
      <span className={model.isStarter ? style.tag : undefined}>{strings.modelValue(model.name)}</span>
    </AriaButton>
  );
}

function Jobs(): ReactNode {
  const app = useApplication();
  const job = useJobs().find(({ state }) => state === 'running');
  const share = job && job.total > 0 ? job.done / job.total : null;
  const left = job && job.secondsLeft !== null ? strings.left(formatSeconds(job.secondsLeft)) : null;
  return (
    <AriaButton className={style.itemButton} onPress={() => app.dock.show('jobs')}>
      {job ? (
        <span className={style.job}>
          <span className={style.jobTitle}>{coreStrings.said(job.title)}</span>
          <span className={style.jobBar} aria-hidden>
            <ProgressBar label={coreStrings.said(job.title)} share={share} />
          </span>
          {share !== null && formatPercent(share)}
          {left !== null && <span>{left}</span>}
        </span>
      ) : (
        strings.noJobs
      )}
    </AriaButton>
  );
}
