/** Turns the grants in a page's run request into paths. */
import type { GrantId } from '../../../core/documents/ids.ts';
import type { GrantedPairSource, PairSource, RunRequest, RunSpec } from '../../../core/documents/run.ts';

/** `pathOf` throws for an unknown grant. */
export function grantedSpec(request: RunRequest, pathOf: (grant: GrantId) => string): RunSpec {
  const { data, validation } = request;
  const source = (each: GrantedPairSource): PairSource =>
    each.kind === 'collected'
      ? each
      : {
          kind: 'files',
          paths: each.grants.map(pathOf),
          fields: each.fields,
          imageRoot: null,
          pictures: 'beside',
        };
  return {
    ...request,
    data: source(data),
    validation:
      validation.kind === 'pairs' ? { kind: 'pairs', source: source(validation.source) } : validation,
  };
}
