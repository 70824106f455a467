/** Reads a stored report. */

import { EVALUATION_TASKS } from '../documents/evaluation.ts';
import type { EvaluationReport } from '../documents/evaluation-report.ts';
import { REPORT_FORMAT, REPORT_VERSION } from '../documents/evaluation-report.ts';
import { array, atLeast, literal, nullable, number, object, type Shape, string } from '../documents/shape.ts';
import { InvalidInput, Unsupported } from '../errors.ts';

const most = 10_000_000;
const counts = array(number(0), most);
const recalls = object({ r1: number(), r5: number(), r10: number() });
const both = { textToImage: recalls, imageToText: recalls, meanRecall: number() };

const head = atLeast({
  model: atLeast({ name: string(), sha256: string() }),
  data: atLeast({ name: string(), path: string(32_768), root: string(32_768), sha256: string() }),
  notes: array(string(100_000)),
  pictures: array(string(32_768), most),
});

/** Fields that comparing and showing a report rely on, by task. */
const bodies: Readonly<Record<(typeof EVALUATION_TASKS)[number], Shape<unknown>>> = {
  classification: atLeast({
    accuracy: number(),
    classes: array(
      atLeast({ name: string(), folder: string(), images: number(), accuracy: nullable(number()) }),
    ),
    confusion: array(counts),
    items: atLeast({ truth: counts, predicted: counts }),
  }),
  retrieval: atLeast({
    ...both,
    items: atLeast({
      textToImage: array(atLeast({ picture: number(), text: string(100_000), rank: number() }), most),
      imageToText: array(atLeast({ picture: number(), rank: number() }), most),
    }),
  }),
  localization: atLeast({
    mean: atLeast({ rmi: number() }),
    queries: array(atLeast({ image: string(32_768), text: string(100_000), rmi: number() }), most),
  }),
  length: atLeast({ curve: array(atLeast({ ...both, tokens: number() })) }),
  presence: atLeast({
    auc: number(),
    items: array(atLeast({ scene: string(32_768), text: string(100_000), score: number() }), most),
  }),
};

/** `name` is for messages. Throws `InvalidInput` for another file or a damaged one, `Unsupported` for a later version. */
export function parseReport(text: string, name: string): EvaluationReport {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(`${name} is not JSON`, { cause });
  }
  if (typeof json !== 'object' || json === null || !('format' in json) || json.format !== REPORT_FORMAT)
    throw new InvalidInput(
      `${name} is not a report of "longsight evaluate": give the file that --out or --json wrote`,
    );
  const version = 'version' in json ? json.version : null;
  if (version !== REPORT_VERSION)
    throw new Unsupported(`${name}: report version ${version}; this program reads version ${REPORT_VERSION}`);
  head(json, name);
  const { task } = atLeast({ task: literal(...EVALUATION_TASKS) })(json, name);
  bodies[task](json, name);
  return json as EvaluationReport;
}
