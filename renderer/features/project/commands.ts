import type { Command } from '../../commands/command.ts';
import { type Application, projectStateNow } from '../../state/application.ts';
import { titles } from './titles.ts';

const actions = () => import('./project-actions.ts');

function command(
  id: string,
  label: string,
  keys: string | null,
  run: (app: Application) => unknown,
): Command {
  return {
    id: `project.${id}`,
    label,
    ...(keys && { keys: [keys] }),
    menu: { id: 'project', group: 0 },
    run: async (app) => void (await run(app)),
  };
}

export const projectCommands: readonly Command[] = [
  command('begin', titles.begin, 'Mod+N', async (app) => (await actions()).beginProject(app)),
  command('open', titles.open, 'Mod+O', async (app) => (await actions()).pickProject(app)),
  command('recent', titles.recent, null, (app) =>
    app.view.setState({ dialog: { kind: 'project', about: 'recent' } }),
  ),
  command('save', titles.save, 'Mod+S', async (app) => (await actions()).saveProject(app)),
  command('saveAs', titles.saveAs, 'Mod+Shift+S', async (app) => (await actions()).saveProjectAs(app)),
  {
    ...command('revert', titles.revert, null, (app) =>
      app.view.setState({ dialog: { kind: 'project', about: 'revert' } }),
    ),
    isEnabled: (app) => projectStateNow(app).isOnDisk && projectStateNow(app).isChanged,
  },
];
