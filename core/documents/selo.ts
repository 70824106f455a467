/** The SeLo paper's maps of a question and their metrics, exchanged between page and core. */
import type { MapGrid, Outline } from './search.ts';

export const SELO_VERSIONS = ['v1', 'v2'] as const;
export type SeloVersion = (typeof SELO_VERSIONS)[number];

export type SeloAnswer = {
  readonly version: SeloVersion;
  /** Levels 0-255 of the probability map. A cell holds the level of the pixel at its middle; in small scenes it is one pixel. */
  readonly map: MapGrid;
  /** Attention centres in pixels, highest first. */
  readonly centres: readonly (readonly [number, number])[];
  readonly windows: number;
};

/** Metrics of Yuan et al. (2022) for how well a probability map finds annotated polygons. */
export type SeloFigures = {
  /** Probability inside the polygons compared with outside, 0-1, higher is better. */
  readonly rsu: number;
  /** Distance of the attention from the polygons, 0-1, lower is better. */
  readonly ras: number;
  /** Concentration of the attention, 0-1, higher is better. */
  readonly rda: number;
  /** 0.4 Rsu + 0.35 (1 - Ras) + 0.25 Rda. */
  readonly rmi: number;
};

/** A polygon that says where the answer really is. */
export type Region = Outline;
