/** Reads a stored report. */
import { EVALUATION_TASKS } from '../documents/evaluation.ts';
import type { EvaluationReport } from '../documents/evaluation-report.ts';
import { REPORT_FORMAT, REPORT_VERSION } from '../documents/evaluation-report.ts';
import { atLeast, literal } from '../documents/shape.ts';
import { InvalidInput, Unsupported } from '../errors.ts';
import { parseState } from '../state-file.ts';
import { inWords } from '../value-in-words.ts';
import { reportBodies, reportHead } from './report-shapes.ts';

/** `name` is for messages. Throws `InvalidInput` for another file or a damaged one, `Unsupported` for a later version. */
export function parseReport(text: string, name: string): EvaluationReport {
  return parseState(text, name, (json, at) => {
    if (typeof json !== 'object' || json === null || !('format' in json) || json.format !== REPORT_FORMAT)
      throw new InvalidInput(
        `${at} is not a report of "longsight evaluate": give the file that --out or --json wrote`,
      );
    const version = 'version' in json ? json.version : null;
    if (version !== REPORT_VERSION)
      throw new Unsupported(
        `${at}: report version ${inWords(version)}; this program reads version ${REPORT_VERSION}`,
      );
    reportHead(json, at);
    const { task } = atLeast({ task: literal(...EVALUATION_TASKS) })(json, at);
    reportBodies[task](json, at);
    return json as EvaluationReport;
  });
}
