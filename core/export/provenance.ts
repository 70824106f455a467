/** Provenance of an exported file: enough to repeat the query and to know how complete its answer is. */

import type { Precision } from '../documents/model.ts';
import { VERDICT_TITLES, type Verdict } from '../documents/verdict.ts';

export type Provenance = {
  /** The terms as entered, with sign and weight where they differ from +1. */
  readonly query: string;
  readonly model: string;
  readonly modelSha256: string;
  readonly precision: Precision;
  readonly scene: string;
  readonly sceneIdentity: string;
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
  readonly program: string;
  /** Date and time in ISO 8601. */
  readonly created: string;
};

/** Flat text fields in a fixed order, used as GDAL metadata and GeoJSON members. */
export function provenanceFields(p: Provenance): Readonly<Record<string, string>> {
  return {
    query: p.query,
    model: p.model,
    model_sha256: p.modelSha256,
    precision: p.precision,
    scene: p.scene,
    scene_identity: p.sceneIdentity,
    scales_px: p.scalesPx.join(' '),
    stride_share: String(p.strideShare),
    windows: String(p.windows),
    windows_planned: String(p.windowsPlanned),
    model_view: p.modelView,
    ...(p.verdict === null ? {} : verdictFields(p.verdict)),
    ...(p.threshold === null ? {} : { threshold: String(p.threshold) }),
    program: p.program,
    created: p.created,
  };
}

function verdictFields({ kind, reason }: Pick<Verdict, 'kind' | 'reason'>): Readonly<Record<string, string>> {
  return { verdict: VERDICT_TITLES[kind].toLowerCase(), verdict_reason: reason };
}
