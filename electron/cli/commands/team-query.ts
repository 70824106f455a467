/** `longsight team query --text "…"`: one ranked list over the scenes of a team store. */
import type { TeamResult } from '../../../core/documents/team.ts';
import { counted } from '../print/counted.ts';
import { verdictLine } from '../print/verdict-line.ts';
import { type Command, countOption, textOption, UsageError } from './command.ts';
import { filterOf, hitLine, MANY_SCENES_OPTIONS, MANY_SCENES_USAGE, writerOf } from './many-scenes.ts';
import { noteCuts } from './notes.ts';
import { queryTerms, textsOf } from './query.ts';
import { rankingWords } from './team-status.ts';
import { ownPrefixes, TEAM_OPTION, TEAM_USAGE, withTeam } from './team-store.ts';

export const teamQueryCommand: Command = {
  name: 'team query',
  usage: `team query ${MANY_SCENES_USAGE} ${TEAM_USAGE} [--share NAME=PATH]… [--exact]`,
  summary:
    'rank the windows of all indexed scenes of a team store by a sentence, with the filters of "collection query"; --exact compares every window, however many there are',
  options: {
    ...MANY_SCENES_OPTIONS,
    ...TEAM_OPTION,
    share: { type: 'string', multiple: true },
    exact: { type: 'boolean' },
  },
  run: async (invocation) => {
    const terms = queryTerms(invocation);
    if (invocation.positionals.length > 0)
      throw new UsageError('a team store is asked as a whole: filter it by options');
    const hits = countOption(invocation, 'top', 1, 10);
    const perScene = countOption(invocation, 'per-scene', 1);
    const write = writerOf(invocation);
    await withTeam(invocation, async (db) => {
      const { askTeam } = await import('../../team/team-questions.ts');
      const { surroundingsOf } = await import('../../team/surroundings.ts');
      const { host, models } = await invocation.services();
      const filter = await filterOf(invocation);
      const model = await models.find(textOption(invocation, 'model'));
      await noteCuts(invocation, models, model, textsOf(terms));
      const merges = invocation.values.merge === true;
      const result = await askTeam(
        await surroundingsOf({ db, host, models }, model, invocation.signal, (shares) =>
          ownPrefixes(invocation, shares),
        ),
        { model, terms, hits, perScene, merges, filter, isExact: invocation.values.exact === true },
        invocation.signal,
      );
      if (result.notIndexed > 0)
        invocation.console.note(
          `${counted(result.notIndexed, 'scene')} that match are not indexed with ${model}`,
        );
      if (result.question === null)
        invocation.console.note(
          'the question is not noted for the team: this user, or this server, only reads',
        );
      const file = write === null ? null : await write(result);
      invocation.console.result(
        { ...result, file },
        [...lines(result), ...(file === null ? [] : [file])].join('\n'),
      );
    });
  },
};

function lines({ windows, scenesAsked, ranking, verdict, hits }: TeamResult): readonly string[] {
  return [
    `${counted(windows, 'window')} of ${counted(scenesAsked, 'scene')}, ${rankingWords(ranking)}`,
    verdictLine(verdict),
    ...hits.map(hitLine),
  ];
}
