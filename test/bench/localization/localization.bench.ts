/**
 * How sharply maps show where something is: `npm run bench:localization -- [--data rsicd-val|ucmerced-train] [--scenes N] [--seed N]
 * [--sizes 160,256,480] [--model FOLDER/model.safetensors]`. Scenes with objects of 256, 128 and 64 px at places that no window's edge
 * knows; each is asked for by a prompt and in own words. Prints figures of the first
 * versions' map, of the one that is shown, of the sharpened one and of the candidates in `candidate-maps.ts`.
 * Maps are chosen on UC Merced train pictures and reported on AID pictures that the starter model was not trained on.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Grid, windowAt, windowCount } from '../../../core/search/grid.ts';
import type { InferenceSession } from '../../../electron/engine/onnx-runtime.ts';
import { type ModelFolder, VISION_FILE } from '../../../models/folder/model-folder.ts';
import { seededRandom } from '../../core/search/seeded-random.ts';
import { sharedPath } from '../../shared.ts';
import { candidateMaps, NOW, passesOf } from './candidate-maps.ts';
import { BATCH, encodeWindows, runTower, scoresOf, session } from './encoded-scene.ts';
import { localization, pixelAuc, pointing } from './figures.ts';
import { gridOfScene, openMeasuredModel, sentencesOfClasses } from './measured-model.ts';
import { cut, makeObjectScene, SCENE_PX, subjectsOf } from './objects.ts';

const OBJECT_SIZES = [256, 128, 64];
/** SeLo's metrics take longer than all the rest. */
const SCENES_WITH_SELO = 3;
const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: 'rsicd-val' },
    scenes: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    sizes: { type: 'string' },
    model: { type: 'string', default: 'models/starter/model.safetensors' },
    all: { type: 'boolean', default: false },
  },
});

/** Figures of one map for one object size, summed over questions. */
type Row = {
  questions: number;
  auc: number;
  ownAuc: number;
  pointing: number;
  selo: number[];
  withSelo: number;
};

if (!existsSync(sharedPath('data/ucmerced'))) console.log('skipped: there is no ../shared/data');
else {
  const folder = await mkdtemp(join(tmpdir(), 'bench-localization-'));
  try {
    await main(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function main(folder: string): Promise<void> {
  const { model, encodeTexts, withPatches, release } = await openMeasuredModel(options.model, folder);
  const classes = await sentencesOfClasses();
  const subjects = subjectsOf(options.data, Object.keys(classes));
  const grid = gridOfScene(model, options.sizes);
  const vectors = new Map<string, readonly Float32Array[]>();
  for (const { asked } of subjects.subjects) vectors.set(asked, await encodeTexts(classes[asked]));
  const plain = await session(join(model.path, VISION_FILE));
  console.log(
    `${options.data}, seed ${options.seed}, ${options.scenes} scenes of ${SCENE_PX} px for each object size, windows of ${grid.segments.map((s) => s.sizePx)} px: ${windowCount(grid)} passes`,
  );
  const figures = new Map<number, Map<string, Row>>();
  for (const objectPx of OBJECT_SIZES) {
    const random = seededRandom(Number(options.seed) * 1000 + objectPx);
    const rows = new Map<string, Row>();
    figures.set(objectPx, rows);
    for (let i = 0; i < Number(options.scenes); i++) {
      const made = await makeObjectScene(subjects, objectPx, random);
      const encoded = await encodeWindows(withPatches, model, grid, made);
      for (const [o, { asked, window }] of made.objects.entries())
        for (const [q, vector] of vectors.get(asked)!.slice(0, 2).entries()) {
          const maps = candidateMaps(grid, scoresOf(encoded, vector), options.all);
          for (const { name, samples } of maps) {
            const row = rows.get(name) ?? {
              questions: 0,
              auc: 0,
              ownAuc: 0,
              pointing: 0,
              selo: [0, 0, 0, 0],
              withSelo: 0,
            };
            rows.set(name, row);
            const auc = pixelAuc(samples, window, SCENE_PX);
            row.questions++;
            row.auc += auc;
            if (q > 0) row.ownAuc += auc;
            row.pointing += pointing(samples, window, SCENE_PX);
            if (options.all || i >= SCENES_WITH_SELO || o > 0 || q > 0) continue;
            const { rsu, ras, rda, rmi } = await localization(samples, window, SCENE_PX);
            row.withSelo++;
            row.selo = [rsu, ras, rda, rmi].map((x, m) => x + row.selo[m]);
          }
        }
    }
  }
  await printTable(figures, grid, plain, model, subjects);
  await plain.release();
  await release();
}

async function printTable(
  figures: ReadonlyMap<number, ReadonlyMap<string, Row>>,
  grid: Grid,
  plain: InferenceSession,
  model: ModelFolder,
  subjects: ReturnType<typeof subjectsOf>,
): Promise<void> {
  const scene = await makeObjectScene(subjects, 64, seededRandom(1));
  const started = performance.now();
  const pictures = Array.from({ length: 48 }, (_, i) =>
    cut(scene.image, windowAt(grid, grid.segments[0], i)),
  );
  for (let i = 0; i < pictures.length; i += BATCH) await runTower(plain, model, pictures.slice(i, i + BATCH));
  const secondsPerPass = (performance.now() - started) / 1000 / pictures.length;
  console.log(
    `questions: ${[...figures.values()].map((rows) => [...rows.values()][0].questions)}; ${(1000 * secondsPerPass).toFixed(1)} ms a pass`,
  );
  console.log(
    `map${' '.repeat(41)}passes  s     | AUC (own words) pointing Rsu Ras Rda Rmi, for objects of ${OBJECT_SIZES.join(', ')} px`,
  );
  const names = [...[...figures.values()][0].keys()];
  for (const name of names) {
    const passes = passesOf(name, grid);
    const cells = OBJECT_SIZES.map((px) => cell(figures.get(px)!.get(name)!));
    console.log(
      `${name.padEnd(44)}${String(passes).padStart(6)} ${(passes * secondsPerPass).toFixed(1).padStart(5)} | ${cells.join(' | ')}`,
    );
  }
  const at64 = figures.get(64)!;
  const auc = (name: string) => at64.get(name)!.auc / at64.get(name)!.questions;
  const best = Math.max(...names.map(auc));
  console.log(`now AUC ${auc(NOW).toFixed(3)} best AUC ${best.toFixed(3)} at 64 px`);
}

function cell({ questions, auc, ownAuc, pointing: pointed, selo, withSelo }: Row): string {
  const short = (x: number) => x.toFixed(3).replace(/^0/, '');
  const own = ownAuc / (questions / 2);
  return `${short(auc / questions)} (${short(own)}) ${short(pointed / questions)} ${withSelo === 0 ? '' : selo.map((sum) => short(sum / withSelo)).join(' ')}`;
}
