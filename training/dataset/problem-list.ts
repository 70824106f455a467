/** List of the problems of a data set: the first of each kind are listed, and all are counted. */
import type { Severity } from '../../core/documents/dataset.ts';

/** An `error` prevents a run; a `warning` may make its results worse. */
export type DatasetProblem = {
  readonly kind:
    | 'malformed-record'
    | 'missing-image'
    | 'empty-caption'
    | 'over-long-caption'
    | 'duplicate-image'
    | 'duplicate-caption'
    | 'class-imbalance';
  readonly severity: Severity;
  readonly origin: string;
  readonly detail: string;
  /** Number of problems that it stands for: 1, or, in the line that ends a long list of one kind, the number of those not listed. */
  readonly count: number;
};

/** Number of problems listed of each kind. */
const LISTED = 20;

type Tally = { count: number; readonly first: DatasetProblem };

export class ProblemList {
  readonly #listed: DatasetProblem[] = [];
  readonly #tallies = new Map<DatasetProblem['kind'], Tally>();
  readonly #phrases: Partial<Record<DatasetProblem['kind'], string>>;

  /** `phrases` complete "20 …" for each kind: "captions occur more than once". */
  constructor(phrases: Partial<Record<DatasetProblem['kind'], string>>) {
    this.#phrases = phrases;
  }

  /** `detail` is called only if the problem is listed. */
  add(kind: DatasetProblem['kind'], severity: Severity, origin: string, detail: () => string): void {
    const tally = this.#tallies.get(kind);
    if (tally !== undefined && tally.count >= LISTED) {
      tally.count++;
      return;
    }
    const problem = { kind, severity, origin, detail: detail(), count: 1 };
    this.#listed.push(problem);
    if (tally === undefined) this.#tallies.set(kind, { count: 1, first: problem });
    else tally.count++;
  }

  /** The listed problems in order, then a line for each kind that has more. */
  problems(): readonly DatasetProblem[] {
    const rest = [...this.#tallies].flatMap(([kind, { count, first }]): DatasetProblem[] => {
      if (count <= LISTED) return [];
      const { severity, origin } = first;
      const detail = `${grouped(count)} ${this.#phrases[kind]}, first at ${origin}; ${grouped(count - LISTED)} of them are not listed`;
      return [{ kind, severity, origin: 'all records', detail, count: count - LISTED }];
    });
    return [...this.#listed, ...rest];
  }
}

/** Number of problems of a severity, including those that are not listed. */
export function countProblems(problems: readonly DatasetProblem[], severity: Severity): number {
  return problems.reduce((sum, each) => sum + (each.severity === severity ? each.count : 0), 0);
}

/** 31204 → 31,204 */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
