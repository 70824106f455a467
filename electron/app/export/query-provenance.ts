/** Provenance of exports. */
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { QueryTerm } from '../../../core/documents/search.ts';
import type { Provenance } from '../../../core/export/provenance.ts';
import { version } from '../../../package.json';
import type { RanQuery } from '../search/query-service.ts';

/** Provenance of the index that answered; later changes of scene and model do not count. */
export function provenanceOf(
  { result, key, scene, device }: RanQuery,
  { threshold, sharpened }: Pick<Provenance, 'threshold' | 'sharpened'>,
): Provenance {
  const { terms, model, grid, windows, windowsPlanned, verdict } = result;
  return {
    query: terms.map(termText).join(' '),
    model,
    modelSha256: key.model.weightsSha256,
    precision: key.model.precision,
    scene: scene.description.name,
    sceneIdentity: key.sceneContent,
    askedArea: result.area,
    scalesPx: grid.sizesPx,
    strideShare: grid.strideShare,
    windows,
    windowsPlanned,
    modelView: key.modelView,
    verdict,
    threshold,
    device,
    sharpened,
    ...madeNow(),
  };
}

export function madeNow(): Pick<Provenance, 'program' | 'created'> {
  return { program: `Longsight ${version}`, created: new Date().toISOString() };
}

export function termText(term: QueryTerm): string {
  const weight = term.weight === 1 ? '' : `${term.weight} × `;
  if (term.kind === 'text') return `${weight}"${term.text}"`;
  if (term.kind === 'window') return `${weight}${windowText(term.window)}`;
  return `${weight}mean(${term.windows.map(windowText).join(', ')})`;
}

function windowText({ col, row, widthPx, heightPx }: RasterWindow): string {
  return `window(${col}, ${row}, ${widthPx} x ${heightPx})`;
}
