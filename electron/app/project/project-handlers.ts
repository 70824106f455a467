/** Handlers for the project and its file. */
import type { Announce } from '../../../core/documents/app.ts';
import { NotFound } from '../../../core/errors.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { AnswerStore } from './answer-store.ts';
import type { ProjectFiles } from './project-files.ts';
import type { ProjectStore } from './project-store.ts';

type Parts = {
  readonly project: ProjectStore;
  readonly projectFiles: ProjectFiles;
  readonly answers: AnswerStore;
  readonly scenes: SceneService;
  readonly grants: GrantTable;
  readonly announce: Announce;
};

export function projectHandlers({ project, projectFiles, answers, scenes, grants, announce }: Parts) {
  /** Opening a project opens or finds scenes. */
  const announced = async <T>(opening: Promise<T>): Promise<T> => {
    const opened = await opening;
    announce('scenes');
    return opened;
  };
  return {
    'project.get': async () => project.state(),
    'project.apply': async ({ transaction }) => {
      if (transaction.kind === 'add-layer' && !scenes.isKnown(transaction.layer.scene))
        throw new NotFound(`there is no scene ${transaction.layer.scene}`);
      return project.apply(transaction);
    },
    'project.undo': () => project.undo(),
    'project.redo': () => project.redo(),
    'project.begin': () => projectFiles.begin(),
    'project.open': ({ grant }, task) => announced(projectFiles.open(grants.pathOf(grant, 'read'), task)),
    'project.recent': () => projectFiles.list(),
    'project.openRecent': ({ id }, task) => announced(projectFiles.openRecent(id, task)),
    'project.revert': (_, task) => announced(projectFiles.revert(task)),
    'project.save': () => projectFiles.save(),
    'project.saveAs': ({ target }) => projectFiles.saveAs(grants.pathOf(target, 'write')),
    'project.download': () => projectFiles.saveForDownload(),
    'project.keepRecovered': async () => project.keepRecovered(),
    'project.answer': ({ question }) => answers.find(question),
    'scenes.locate': async ({ scene, grant }) => {
      const [from, to] = [scenes.pathOf(scene), grants.pathOf(grant, 'read')];
      await scenes.locate(scene, to);
      const along = await projectFiles.findMovedAlong(from, to);
      announce('scenes');
      return {
        scene: await scenes.detail(scene),
        along: await Promise.all(along.map((each) => scenes.detail(each))),
      };
    },
  } satisfies Partial<Handlers>;
}
