/**
 * How sharply maps show where something is: `npm run bench:localization -- [--data rsicd-val|ucmerced-train] [--scenes N] [--seed N]
 * [--sizes 160,256,480] [--model FOLDER/model.safetensors]`. Scenes with objects of 256, 128 and 64 px at places that no window's edge
 * knows; each is asked for by a prompt and in own words. Prints figures of the first
 * versions' map, of the one that is shown, of the sharpened one and of the candidates in `candidate-maps.ts`.
 * Maps are chosen on UC Merced train pictures and reported on AID pictures that the starter model was not trained on.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultSizes } from '../../../core/search/default-sizes.ts';
import { type Grid, makeGrid, segmentCount, windowAt, windowCount } from '../../../core/search/grid.ts';
import type { Scores } from '../../../core/search/open-index.ts';
import { unattended } from '../../../core/task.ts';
import { engineModel } from '../../../electron/engine/engine-model.ts';
import { InferenceSession, type Tensor } from '../../../electron/engine/onnx-runtime.ts';
import { OnnxTowers } from '../../../electron/engine/onnx-towers.ts';
import { tensorsOf } from '../../../electron/engine/tensors.ts';
import { threadCount } from '../../../electron/engine/thread-count.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { oneFile } from '../../../models/checkpoint/checkpoint-files.ts';
import { PATCH_ATTENTIONS, type PatchAttention } from '../../../models/clip/patch-block.ts';
import { visionFeeds } from '../../../models/clip/tower-feeds.ts';
import { createEncoder } from '../../../models/encoder/encoder.ts';
import { importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import { type ModelFolder, VISION_FILE } from '../../../models/folder/model-folder.ts';
import { ensurePatchGraph } from '../../../models/folder/patch-graph.ts';
import { resizeAndCrop } from '../../../models/preprocess/resize-crop.ts';
import { seededRandom } from '../../core/search/seeded-random.ts';
import { sharedPath } from '../../shared.ts';
import { candidateMaps, NOW, passesOf } from './candidate-maps.ts';
import type { PatchScores } from './candidates.ts';
import { localization, pixelAuc, pointing } from './figures.ts';
import { METRES_PER_PIXEL } from './mosaics.ts';
import { cut, makeObjectScene, type ObjectScene, SCENE_PX, subjectsOf } from './objects.ts';

const OBJECT_SIZES = [256, 128, 64];
const BATCH = 16;
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
const storage = new NodeStorage();

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
  const source = await storage.openRead(options.model);
  const model = await importCheckpoint(oneFile(source), storage, folder, 'measured', unattended(), {
    activation: 'quick_gelu',
  });
  await source.close();
  const { classes }: { classes: Record<string, readonly string[]> } = JSON.parse(
    await readFile('test/fixtures/present-absent.json', 'utf8'),
  );
  const subjects = subjectsOf(options.data, Object.keys(classes));
  const scene = { widthPx: SCENE_PX, heightPx: SCENE_PX };
  const sizes = options.sizes
    ? options.sizes.split(',').map((size) => ({ size: Number(size), unit: 'px' as const }))
    : defaultSizes(METRES_PER_PIXEL, scene, model.config.trainedGroundMetres);
  const grid = makeGrid(scene, sizes, null);
  const towers = await OnnxTowers.load(engineModel(model, { device: 'cpu', threads: 0 }));
  const text = createEncoder(model, towers);
  const vectors = new Map<string, Float32Array[]>();
  for (const { asked } of subjects.subjects) {
    const flat = await text.encodeTexts(classes[asked]);
    const dim = model.identity.embeddingDim;
    vectors.set(
      asked,
      classes[asked].map((_, i) => flat.subarray(i * dim, (i + 1) * dim)),
    );
  }
  const patches = await ensurePatchGraph(storage, model.path, 'fp32', PATCH_ATTENTIONS);
  const [withPatches, plain] = [
    await session(join(model.path, patches)),
    await session(join(model.path, VISION_FILE)),
  ];
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
  await towers.release();
  await plain.release();
  await withPatches.release();
}

type Encoded = {
  /** [windows, dim] for each segment, unit vectors. */
  readonly windows: readonly Float32Array[];
  /** For each attention: [windows, patches, dim] for each segment, unit vectors. */
  readonly patches: ReadonlyMap<PatchAttention, readonly Float32Array[]>;
};

async function encodeWindows(
  towers: InferenceSession,
  model: ModelFolder,
  grid: Grid,
  { image }: ObjectScene,
): Promise<Encoded> {
  const outputs = ['class', ...PATCH_ATTENTIONS].map(() => [] as Float32Array[]);
  for (const segment of grid.segments) {
    const parts = outputs.map(() => [] as Float32Array[]);
    for (let first = 0; first < segmentCount(segment); first += BATCH) {
      const count = Math.min(BATCH, segmentCount(segment) - first);
      const pictures = Array.from({ length: count }, (_, i) =>
        cut(image, windowAt(grid, segment, first + i)),
      );
      const { embeddingDim } = model.identity;
      const results = await run(towers, model, pictures);
      const each = results[0].length / count;
      const picked = [
        results[PATCH_ATTENTIONS.length],
        ...PATCH_ATTENTIONS.map((_, a) => results[a].filter((_value, i) => i % each >= embeddingDim)),
      ];
      picked.forEach((features, o) => {
        parts[o].push(unitRows(features, embeddingDim));
      });
    }
    parts.forEach((part, o) => {
      outputs[o].push(joined(part));
    });
  }
  return {
    windows: outputs[0],
    patches: new Map(PATCH_ATTENTIONS.map((attention, i) => [attention, outputs[i + 1]])),
  };
}

async function run(
  towers: InferenceSession,
  { identity, config }: ModelFolder,
  pictures: readonly ReturnType<typeof cut>[],
): Promise<Float32Array[]> {
  const { imageSizePx } = identity;
  const bytes = imageSizePx ** 2 * 3;
  const crops = new Uint8Array(pictures.length * bytes);
  pictures.forEach((picture, i) => {
    resizeAndCrop(picture, imageSizePx, crops.subarray(i * bytes, (i + 1) * bytes));
  });
  const results = await towers.run(
    tensorsOf(visionFeeds(crops, pictures.length, imageSizePx, config.conventions)),
  );
  return towers.outputNames.map((name) => (results[name] as Tensor).data as Float32Array);
}

export type AllScores = {
  readonly windows: Scores;
  readonly patches: ReadonlyMap<PatchAttention, PatchScores>;
};

function scoresOf({ windows, patches }: Encoded, vector: Float32Array): AllScores {
  const dots = (flat: Float32Array) =>
    Float32Array.from({ length: flat.length / vector.length }, (_, row) => {
      let sum = 0;
      for (let i = 0; i < vector.length; i++) sum += flat[row * vector.length + i] * vector[i];
      return sum;
    });
  return {
    windows: windows.map(dots),
    patches: new Map([...patches].map(([attention, segments]) => [attention, segments.map(dots)])),
  };
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
  for (let i = 0; i < pictures.length; i += BATCH) await run(plain, model, pictures.slice(i, i + BATCH));
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

function session(path: string): Promise<InferenceSession> {
  return InferenceSession.create(path, { executionProviders: ['cpu'], intraOpNumThreads: threadCount() });
}

function unitRows(flat: Float32Array, dim: number): Float32Array {
  const units = new Float32Array(flat.length);
  for (let row = 0; row < flat.length; row += dim) {
    let squares = 0;
    for (let i = row; i < row + dim; i++) squares += flat[i] ** 2;
    const factor = 1 / Math.sqrt(squares);
    for (let i = row; i < row + dim; i++) units[i] = flat[i] * factor;
  }
  return units;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
