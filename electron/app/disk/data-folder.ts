/** Paths in the data folder, which the desktop application, the browser host and the command line share. */
import { homedir, platform } from 'node:os';
import { join } from 'node:path';

export type DataFolder = {
  readonly root: string;
  readonly scenes: string;
  readonly indexes: string;
  readonly models: string;
  readonly downloads: string;
  readonly runs: string;
  /** Data sets collected in the application. */
  readonly datasets: string;
  /** Evaluations of models, and the embeddings of pictures that they made. */
  readonly evaluations: string;
  /** Collections of scenes. */
  readonly collections: string;
  /** Embeddings that were imported. */
  readonly embeddings: string;
  readonly previews: string;
  /** The caption assistant's server and key; readable only by the user. */
  readonly assistant: string;
  readonly exports: string;
  readonly uploads: string;
  readonly devices: string;
  readonly jobs: string;
  readonly project: string;
  /** The last answers to the questions of the project. */
  readonly answers: string;
  readonly recentProjects: string;
  readonly settings: string;
  /** Servers that the user allowed. */
  readonly web: string;
  /** Where the team store is that the user named; no password. */
  readonly team: string;
};

export function dataFolderAt(root: string): DataFolder {
  return {
    root,
    scenes: join(root, 'scenes'),
    indexes: join(root, 'indexes'),
    models: join(root, 'models'),
    downloads: join(root, 'downloads'),
    runs: join(root, 'runs'),
    datasets: join(root, 'datasets'),
    evaluations: join(root, 'evaluations'),
    collections: join(root, 'collections'),
    embeddings: join(root, 'embeddings'),
    previews: join(root, 'previews'),
    assistant: join(root, 'assistant.json'),
    exports: join(root, 'exports'),
    uploads: join(root, 'uploads'),
    devices: join(root, 'devices.json'),
    jobs: join(root, 'jobs.json'),
    project: join(root, 'project.json'),
    answers: join(root, 'answers'),
    recentProjects: join(root, 'recent-projects.json'),
    settings: join(root, 'settings.json'),
    web: join(root, 'web.json'),
    team: join(root, 'team.json'),
  };
}

/** `LONGSIGHT_HOME`, else the platform's usual place for application data. */
export function defaultDataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment.LONGSIGHT_HOME;
  if (chosen) return chosen;
  if (platform() === 'win32')
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Longsight');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Longsight');
  return join(environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'longsight');
}
