/** What an exported file says of itself: enough to run the query again. */

export type Provenance = {
  /** The terms as written, with sign and weight where they are not +1. */
  readonly query: string;
  readonly model: string;
  readonly modelSha256: string;
  readonly scene: string;
  readonly sceneIdentity: string;
  /** Window sizes in pixels. */
  readonly scalesPx: readonly number[];
  readonly strideShare: number;
  readonly modelView: string;
  /** Null where nothing was cut off. */
  readonly threshold: number | null;
  readonly program: string;
  /** ISO 8601. */
  readonly created: string;
};

/** Flat text fields, in a fixed order, as GDAL metadata and GeoJSON members. */
export function provenanceFields(p: Provenance): Readonly<Record<string, string>> {
  return {
    query: p.query,
    model: p.model,
    model_sha256: p.modelSha256,
    scene: p.scene,
    scene_identity: p.sceneIdentity,
    scales_px: p.scalesPx.join(' '),
    stride_share: String(p.strideShare),
    model_view: p.modelView,
    ...(p.threshold === null ? {} : { threshold: String(p.threshold) }),
    program: p.program,
    created: p.created,
  };
}
