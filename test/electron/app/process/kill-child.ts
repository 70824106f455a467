/**
 * Changes a project and saves it as a file, adds a data set and replaces an export in the folder named by the first argument, again and again, in a process that a
 * test kills. Begins with the number in the second argument. Prints a line when it begins, and each
 * number once its changes have been acknowledged.
 */
import { join } from 'node:path';
import type { ModelId, QueryId, SceneId } from '../../../../core/documents/ids.ts';
import { exportSimilarityCog } from '../../../../core/export/map-cogs.ts';
import { Faults } from '../../../../core/faults.ts';
import { unattended } from '../../../../core/task.ts';
import { DatasetService } from '../../../../electron/app/datasets/dataset-service.ts';
import { AnswerStore } from '../../../../electron/app/project/answer-store.ts';
import { ProjectFiles } from '../../../../electron/app/project/project-files.ts';
import { ProjectStore } from '../../../../electron/app/project/project-store.ts';
import { RecentProjects } from '../../../../electron/app/project/recent-projects.ts';
import { northUp, provenance, utmTags } from '../../../core/export/sample-export.ts';
import { checkoutHost } from '../../../fuzz/checkout-host.ts';

/** Tiles and levels take a while to write. */
const SIDE = 700;
const [folder, first] = process.argv.slice(2);
const host = checkoutHost(folder);
const faults = new Faults();
const project = await ProjectStore.open(host.storage, join(folder, 'project.json'), () => undefined, faults);
const answers = new AnswerStore(host.storage, join(folder, 'answers'), faults);
const files = new ProjectFiles({
  ...{ storage: host.storage, project, answers, version: 'test' },
  scenes: { isKnown: () => false } as never,
  recent: new RecentProjects(host.storage, join(folder, 'recent-projects.json'), faults),
  ...{ uploads: join(folder, 'uploads'), exports: join(folder, 'exports') },
});
const datasets = new DatasetService(host, join(folder, 'datasets'), null as never, null as never, faults);
process.stdout.write('ready\n');
for (let i = Number(first); ; i++) {
  const query = {
    id: `q${i}` as QueryId,
    scene: 's' as SceneId,
    model: 'm' as ModelId,
    terms: [{ kind: 'text', text: `question ${i}`, weight: 1 }],
    area: null,
    ranAt: new Date(0).toISOString(),
    isKept: false,
  } as const;
  await project.apply({ kind: 'record-query', query });
  await files.saveAs(join(folder, 'saved.longsight'));
  await datasets.create(`set ${i}`);
  const values = new Float32Array(SIDE * SIDE).fill(i);
  const map = { cellPx: 16, columns: SIDE, rows: SIDE, values };
  const place = { affine: northUp, geoTags: utmTags };
  await exportSimilarityCog(host, join(folder, 'map.tif'), map, place, provenance, unattended());
  process.stdout.write(`${i}\n`);
}
