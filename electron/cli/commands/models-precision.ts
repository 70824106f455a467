/** `longsight models precision NAME [PRECISION]`: shows or changes the precision of a model. */
import type { ModelId } from '../../../core/documents/ids.ts';
import { type ModelSummary, PRECISIONS } from '../../../core/documents/model.ts';
import { type Command, UsageError } from './command.ts';
import { calibrateModel } from './models-calibrate.ts';

export const modelsPrecisionCommand: Command = {
  name: 'models precision',
  usage: `models precision NAME [${PRECISIONS.join('|')}]`,
  summary: 'show or change the precision of a model; a reduced precision is first compared with fp32',
  options: {},
  run: async (invocation) => {
    const { positionals, services, console, signal } = invocation;
    const [name, wanted, ...rest] = positionals;
    if (name === undefined) throw new UsageError('model name is missing');
    if (rest.length > 0)
      throw new UsageError(`expected a model and a precision, got ${positionals.length} arguments`);
    const precision = PRECISIONS.find((each) => each === wanted);
    if (wanted !== undefined && precision === undefined)
      throw new UsageError(`expected one of ${PRECISIONS.join(', ')}, got "${wanted}"`);
    const { models } = await services();
    const id = await models.find(name);
    const summary =
      precision === undefined
        ? summaryOf(await models.list(), id)
        : await models.setPrecision(id, precision, {
            signal,
            report: ({ phase, done, total }) => console.progress(`${phase}: ${done} of ${total}`),
          });
    if (precision !== undefined && summary.calibration === null) await calibrateModel(invocation, id);
    console.result(
      { name: summary.name, precision: summary.precision, checks: summary.precisionChecks },
      [
        `${summary.name} uses ${summary.precision}`,
        ...Object.entries(summary.precisionChecks).map(
          ([checked, { passed, figures }]) => `${checked} ${passed ? 'passed' : 'failed'}: ${figures}`,
        ),
      ].join('\n'),
    );
  },
};

function summaryOf(models: readonly ModelSummary[], id: ModelId): ModelSummary {
  const found = models.find((model) => model.id === id);
  if (!found) throw new Error(`model ${id} was found but is not listed`);
  return found;
}
