/** `longsight index remove SCENE`: deletes one index of a scene, or all that match. */
import { GRID_KINDS, type IndexStatus } from '../../../core/documents/search.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import { areSameSizes, fittingSizes } from '../../../core/search/window-sizes.ts';
import { indexLine } from '../print/index-line.ts';
import { type Command, choiceOption, scenePath, sizesOption, textOption } from './command.ts';

export const indexRemoveCommand: Command = {
  name: 'index remove',
  usage: `index remove SCENE.tif [--model NAME] [--sizes PX,PX,…] [--grid ${GRID_KINDS.join('|')}] [--all]`,
  summary:
    'delete the index of a scene that matches the options, or with --all every one that matches; the patches of a scene go with its last index',
  options: {
    model: { type: 'string' },
    sizes: { type: 'string' },
    grid: { type: 'string' },
    all: { type: 'boolean' },
  },
  run: async (invocation) => {
    const model = textOption(invocation, 'model');
    const sizesPx = sizesOption(invocation, 'sizes');
    const grid = choiceOption(invocation, 'grid', GRID_KINDS);
    const { scenes, indexes, patchIndexes, webAccess } = await invocation.services();
    const scene = await scenes.openPath(scenePath(invocation, { webAccess }));
    const detail = await scenes.detail(scene);
    const there = await indexes.list(scene);
    const named = there.filter(
      (index) =>
        (model === null || index.model === model) &&
        (grid === null || index.grid.kind === grid) &&
        (sizesPx === null || areSameSizes(index.grid.sizesPx, fittingSizes(detail, sizesPx))),
    );
    checkCount(named, there, detail.name, invocation.values.all === true);
    for (const { id } of named) await indexes.remove(scene, id);
    if (named.length === there.length) await patchIndexes.removeAll(scene);
    invocation.console.result(
      { removed: named },
      named.map((index) => `removed the index ${indexLine(index)}`).join('\n'),
    );
  },
};

function checkCount(
  named: readonly IndexStatus[],
  there: readonly IndexStatus[],
  name: string,
  isAll: boolean,
): void {
  const lines = (indexes: readonly IndexStatus[]) => indexes.map(indexLine).join('; ');
  if (there.length === 0) throw new NotFound(`${name} has no index`);
  if (named.length === 0) throw new NotFound(`${name} has no matching index; it has: ${lines(there)}`);
  if (named.length > 1 && !isAll)
    throw new InvalidInput(
      `${name} has ${named.length} matching indexes: ${lines(named)}; choose one with --model, --sizes or --grid, or add --all`,
    );
}
