/** Provenance of an exported file: enough to repeat the query and to know how complete its answer is. */

import type { Precision } from '../documents/model.ts';
import type { Outline } from '../documents/search.ts';
import { VERDICT_TITLES, type Verdict } from '../documents/verdict.ts';

export type Provenance = {
  /** The terms as entered, with sign and weight where they differ from +1. */
  readonly query: string;
  readonly model: string;
  readonly modelSha256: string;
  readonly precision: Precision;
  readonly scene: string;
  readonly sceneIdentity: string;
  /** Corners [col, row] of the polygon that the question was restricted to; null for the whole scene. */
  readonly askedArea: Outline | null;
  /** Window sizes in pixels. */
  readonly scalesPx: readonly number[];
  readonly strideShare: number;
  /** Number of windows indexed when the query ran. */
  readonly windows: number;
  /** Number of windows in the whole scene. */
  readonly windowsPlanned: number;
  readonly modelView: string;
  /** Null if no verdict was requested. */
  readonly verdict: Pick<Verdict, 'kind' | 'reason'> | null;
  /** Null if no threshold was applied. */
  readonly threshold: number | null;
  /** Device that encoded the question; null for a map that no question made. */
  readonly device: string | null;
  /** Whether the scores were refined patch by patch. */
  readonly sharpened: boolean;
  readonly program: string;
  /** Date and time in ISO 8601. */
  readonly created: string;
};

/** Values under their names, in a fixed order: numbers are numbers, and what does not apply is left out. */
export function provenanceValues(p: Provenance): Readonly<Record<string, string | number | boolean>> {
  return {
    query: p.query,
    model: p.model,
    model_sha256: p.modelSha256,
    precision: p.precision,
    ...(p.device === null ? {} : { device: p.device }),
    scene: p.scene,
    scene_identity: p.sceneIdentity,
    ...(p.askedArea === null ? {} : { asked_area: p.askedArea.map((corner) => corner.join(' ')).join(', ') }),
    scales_px: p.scalesPx.join(' '),
    stride_share: p.strideShare,
    sharpened: p.sharpened,
    windows: p.windows,
    windows_planned: p.windowsPlanned,
    model_view: p.modelView,
    ...(p.verdict === null ? {} : verdictValues(p.verdict)),
    ...(p.threshold === null ? {} : { threshold: p.threshold }),
    program: p.program,
    created: p.created,
  };
}

/** The values as text, for GDAL's metadata. */
export function provenanceTexts(p: Provenance): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(provenanceValues(p)).map(([name, value]) => [name, String(value)]),
  );
}

function verdictValues({ kind, reason }: Pick<Verdict, 'kind' | 'reason'>): Readonly<Record<string, string>> {
  return { verdict: VERDICT_TITLES[kind].toLowerCase(), verdict_reason: reason };
}
