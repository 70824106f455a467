/** `longsight team tune`: an approximate index for stores of many millions of windows, and how much it finds. */
import { APPROXIMATE_METHODS } from '../../../core/documents/team-ranking.ts';
import { NotFound } from '../../../core/errors.ts';
import { BANK_SENTENCES } from '../../../core/search/bank-sentences.ts';
import { counted } from '../print/counted.ts';
import { duration } from '../print/duration.ts';
import { type Command, choiceOption, countOption, textOption } from './command.ts';
import { TEAM_OPTION, TEAM_USAGE, withTeam } from './team-store.ts';

export const teamTuneCommand: Command = {
  name: 'team tune',
  usage: `team tune ${TEAM_USAGE} [--model NAME] [--method hnsw|ivfflat] [--width N] [--questions N] [--memory MB]`,
  summary:
    'build an approximate index over the windows of a model and measure with everyday sentences how many of the best 100 it finds; questions to more than two million windows then use it. HNSW finds more, IVFFlat is built faster. --width says how much of it a question looks at. Needs the owner',
  options: {
    ...TEAM_OPTION,
    model: { type: 'string' },
    method: { type: 'string' },
    width: { type: 'string' },
    questions: { type: 'string' },
    memory: { type: 'string' },
  },
  run: (invocation) =>
    withTeam(invocation, async (db) => {
      const { tuneTeam } = await import('../../team/tune.ts');
      const { modelOf } = await import('../../team/index-rows.ts');
      const { models } = await invocation.services();
      const id = await models.find(textOption(invocation, 'model'));
      const encoder = await models.encoder(id);
      const model = await modelOf(db, encoder.model);
      if (model === null) throw new NotFound(`the team store has no windows of model ${id}`);
      const dim = encoder.model.embeddingDim;
      const sentences = BANK_SENTENCES.slice(0, countOption(invocation, 'questions', 1, 50));
      const flat = await encoder.encodeTexts(sentences, invocation.signal);
      const tuned = await tuneTeam(
        db,
        {
          ...{ model, dim },
          method: choiceOption(invocation, 'method', APPROXIMATE_METHODS, 'hnsw'),
          questions: sentences.map((_, i) => flat.subarray(i * dim, (i + 1) * dim)),
          searchWidth: countOption(invocation, 'width', 1),
          memoryMegabytes: countOption(invocation, 'memory', 64, 1024),
        },
        {
          signal: invocation.signal,
          report: ({ phase, done, total }) => invocation.console.progress(`${phase}: ${done} of ${total}`),
        },
      );
      invocation.console.result(
        tuned,
        `${counted(tuned.windows, 'window')}: index built in ${duration(tuned.buildSeconds)}; with a width of ${tuned.searchWidth} it finds ${(100 * tuned.recall).toFixed(1)} % of the best 100, in ${tuned.approximateMs.toFixed(0)} ms instead of ${tuned.exactMs.toFixed(0)} ms`,
      );
    }),
};
