/** What stands behind the project of one data folder, for tests: scenes, working copy, files. */
import { join } from 'node:path';
import type { ModelId, QueryId, SceneId } from '../../../../core/documents/ids.ts';
import type { QueryResult } from '../../../../core/documents/search.ts';
import { storedAnswerOf } from '../../../../core/documents/stored-answer.ts';
import { Faults } from '../../../../core/faults.ts';
import { unattended } from '../../../../core/task.ts';
import { AnswerStore } from '../../../../electron/app/project/answer-store.ts';
import { ProjectFiles } from '../../../../electron/app/project/project-files.ts';
import { ProjectStore } from '../../../../electron/app/project/project-store.ts';
import { RecentProjects } from '../../../../electron/app/project/recent-projects.ts';
import { SceneService } from '../../../../electron/app/scenes/scene-service.ts';
import type { NodeHost } from '../../../../electron/node/node-host.ts';

export async function projectDesk(host: NodeHost, home: string, version = '0.1.0') {
  const { storage } = host;
  const faults = new Faults();
  const previews = { load: async () => null, save: async () => undefined };
  const scenes = await SceneService.open(host, join(home, 'scenes'), previews, faults);
  const project = await ProjectStore.open(storage, join(home, 'project.json'), () => undefined, faults);
  const answers = new AnswerStore(storage, join(home, 'answers'), faults);
  const files = new ProjectFiles({
    ...{ storage, scenes, project, answers, version },
    recent: new RecentProjects(storage, join(home, 'recent-projects.json'), faults),
    ...{ uploads: join(home, 'uploads'), exports: join(home, 'exports') },
  });
  const addLayer = async (path: string): Promise<SceneId> => {
    const id = await scenes.openPath(path);
    const { defaultStyle: style } = await scenes.detail(id);
    await project.apply({
      kind: 'add-layer',
      at: 0,
      layer: { scene: id, visible: true, opacity: 0.5, gamma: 1, style },
    });
    return id;
  };
  const ask = async (scene: SceneId, text: string, id = `q-${text.replaceAll(' ', '-')}`): Promise<void> => {
    const query = queryOf(scene, text, id);
    await project.apply({ kind: 'record-query', query: { ...query, ranAt: '', isKept: false } });
    await answers.keep(storedAnswerOf(answered(query)));
  };
  return { scenes, project, answers, files, faults, addLayer, ask };
}

const queryOf = (scene: SceneId, text: string, id: string) => ({
  id: id as QueryId,
  scene,
  model: 'starter' as ModelId,
  terms: [{ kind: 'text' as const, text, weight: 1 }],
  area: null,
});

const answered = (query: ReturnType<typeof queryOf>): QueryResult => ({
  ...query,
  grid: { kind: 'sliding', sizesPx: [64], strideShare: 0.5 },
  hits: [
    {
      window: { col: 1, row: 2, widthPx: 64, heightPx: 64 },
      score: 0.31,
      rank: 1,
      percentile: 99,
      merged: [],
    },
  ],
  verdict: { kind: 'present', reason: 'It is there.', falseAlarmRate: 0.1, position: 1, scale: null },
  map: { url: 'data/map/x', widthCells: 1, heightCells: 1, cellPx: 1, affine: null as never },
  histogram: { min: 0, step: 1, counts: [1] },
  absoluteRange: { min: 0, max: 1 },
  windows: 9,
  windowsPlanned: 9,
  milliseconds: { text: 1, search: 1 },
  ranAt: '2026-11-29T12:00:00.000Z',
});

export const task = unattended();
