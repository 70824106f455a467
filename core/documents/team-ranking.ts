/** How a team store ranks windows. */

/** Approximate indexes of pgvector. */
export const APPROXIMATE_METHODS = ['hnsw', 'ivfflat'] as const;
export type ApproximateMethod = (typeof APPROXIMATE_METHODS)[number];

/** How the windows were ranked. `recall` is the share of the best 100 that the method found in questions to this store. */
export type TeamRanking =
  | { readonly kind: 'exact' }
  | {
      readonly kind: 'approximate';
      readonly method: ApproximateMethod;
      readonly recall: number;
      readonly measuredAt: string;
    };
