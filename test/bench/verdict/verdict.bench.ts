/**
 * Verdicts on scenes of known content: `npm run bench:verdict -- [--model CHECKPOINT|random]… [--base CHECKPOINT] [--data LIST.jsonl]
 * [--sentences SET] [--scenes N] [--seed N]`.
 *
 * A model is calibrated on the shipped pictures, then judged on mosaics of other pictures, cut to 49 to 1,350 windows, and on the shared
 * scenes. Prints, for our statistic and for those that were tried beside it, false alarms by number of windows, AUC and balanced accuracy
 * of prompts and of sentences in other words. `--model random` is a small model with random weights, which is to be refused; a fine-tuned
 * one is what `npm run bench:fine-tune` keeps, with `--base models/starter/model.safetensors`. Last line: the span of false alarms, and the
 * balanced accuracies, of the first model.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Encoder } from '../../../core/encoder.ts';
import { areaUnderCurve } from '../../../core/metrics/area-under-curve.ts';
import { openIndexView } from '../../../core/raster/index-view.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import type { Bank } from '../../../core/search/bank.ts';
import { BankScores } from '../../../core/search/bank-scores.ts';
import { type Calibration, LEAST_AUC, quantileAt, thresholdsOf } from '../../../core/search/calibration.ts';
import { refinedBy } from '../../../core/search/judged-calibration.ts';
import { seededRandom, shuffled } from '../../../core/seeded-random.ts';
import { unattended } from '../../../core/task.ts';
import { ModelCalibrations } from '../../../electron/app/models/model-calibrations.ts';
import { PictureService } from '../../../electron/app/scenes/picture-service.ts';
import { createNodeHost } from '../../../electron/node/node-host.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { smallStarterResources } from '../../electron/small-starter.ts';
import { sharedPath } from '../../shared.ts';
import { benchEncoder, benchIndex } from '../bench-index.ts';
import { describeCpu } from '../describe-cpu.ts';
import { METRES_PER_PIXEL, makeMosaics, type Picture, picturesOf } from './mosaics.ts';
import { RIVALS, rivalStandings } from './rivals.ts';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', multiple: true, default: ['models/starter/model.safetensors'] },
    base: { type: 'string' },
    data: { type: 'string' },
    sentences: { type: 'string', default: 'aid' },
    scenes: { type: 'string', default: '6' },
    seed: { type: 'string', default: '21' },
  },
});
/** Pictures along the edge of a mosaic; at most 49, 115, 209, 497, 885 and 1,350 windows. */
const EDGES = [2, 3, 4, 6, 8, 10];
/** Of the checkout, from where test/bench/run.mjs puts the bundle. */
const root = fileURLToPath(new URL('../', import.meta.url));
const storage = new NodeStorage();
const host = createNodeHost({
  gdal: new URL(`file://${root}electron/node/gdal-worker.mjs`),
  codec: new URL(`file://${root}electron/node/codec-worker.mjs`),
  parquet: new URL(`file://${root}electron/node/parquet-worker.mjs`),
  jp2: new URL(`file://${root}electron/node/jp2-worker.mjs`),
});
const folder = await mkdtemp(join(tmpdir(), 'bench-verdict-'));

type Question = { readonly text: string; readonly className: string; readonly isPrompt: boolean };
/** One question to one mosaic; `standings` by rival. */
type Answer = Question & {
  readonly edge: number;
  readonly windows: number;
  readonly isPresent: boolean;
  readonly standings: readonly number[];
};

try {
  console.log(await describeCpu());
  const summaries: string[] = [];
  for (const model of options.model) summaries.push(await benchModel(model));
  for (const [i, summary] of summaries.entries()) if (i > 0) console.log(`${options.model[i]}: ${summary}`);
  console.log(summaries[0]);
} finally {
  await host.close();
  await rm(folder, { recursive: true });
}

async function benchModel(checkpoint: string): Promise<string> {
  const encoder = await openModel(checkpoint);
  const base =
    checkpoint === 'random' || options.base === undefined ? null : await benchEncoder(options.base, folder);
  const calibrations = new ModelCalibrations(
    storage,
    new PictureService(host),
    { models: folder, calibrationSet: join(root, 'models/calibration') },
    () => null,
  );
  const calibration = await calibrations.calibrate(encoder, null, base, unattended());
  const thresholds = thresholdsOf(calibration);
  console.log(
    `\n${checkpoint}: calibration AUC ${calibration.auc.toFixed(3)}, present from z ${thresholds.present.toFixed(2)}, absent below ${thresholds.absent.toFixed(2)}${calibration.auc < LEAST_AUC ? ' (refused)' : ''}`,
  );
  const bank = await calibrations.bank(encoder);
  const list = options.data ?? sharedPath('data/rsicd-150px/val.jsonl');
  const answers = await askMosaics(encoder, bank, picturesOf(list));
  for (const [r, name] of RIVALS.entries()) tell(name, answers, r, calibration);
  const scenes = await askScenes(encoder, bank, calibration);
  const [, spans] = figures(answers, 0, thresholds.present);
  const own = balanced(
    answers.filter(({ isPrompt }) => !isPrompt),
    0,
    thresholds.present,
  );
  const prompt = balanced(
    answers.filter(({ isPrompt }) => isPrompt),
    0,
    thresholds.present,
  );
  return `false alarms ${Math.min(...spans).toFixed(1)} to ${Math.max(...spans).toFixed(1)} % balanced accuracy ${prompt.toFixed(3)} prompt ${own.toFixed(3)} own words ${scenes.toFixed(3)} scenes`;
}

/** Each model has a folder of its own: bank and calibration lie there. */
async function openModel(checkpoint: string): Promise<Encoder> {
  if (checkpoint !== 'random') return benchEncoder(checkpoint, folder);
  const resources = await smallStarterResources();
  try {
    return await benchEncoder(join(resources, 'models/starter/model.safetensors'), folder);
  } finally {
    await rm(resources, { recursive: true });
  }
}

async function askMosaics(encoder: Encoder, bank: Bank, pictures: readonly Picture[]): Promise<Answer[]> {
  const sets = JSON.parse(await readFile(join(root, 'test/fixtures/verdict-sentences.json'), 'utf8'));
  const classes: Readonly<Record<string, readonly string[]>> = sets[options.sentences];
  const questions = Object.entries(classes).flatMap(([className, texts]) =>
    texts.map((text, i): Question => ({ text, className, isPrompt: i === 0 })),
  );
  const vectors = await encoder.encodeTexts(questions.map(({ text }) => text));
  const random = seededRandom(Number(options.seed));
  const answers: Answer[] = [];
  for (let scene = 0; scene < Number(options.scenes); scene++) {
    const mosaics = await makeMosaics(pictures, EDGES, random);
    for (const [i, { reader, classes: shown }] of mosaics.entries()) {
      const index = await benchIndex(encoder, reader, folder, `mosaic-${scene}-${i}`, METRES_PER_PIXEL);
      const standings = rivalStandings(index, bank, vectors);
      questions.forEach((question, q) => {
        const isPresent = shown.has(question.className);
        const facts = { edge: EDGES[i], windows: index.windowsEmbedded, isPresent };
        answers.push({ ...question, ...facts, standings: standings[q] });
      });
    }
    console.error(`mosaic ${scene + 1} of ${options.scenes}`);
  }
  return answers;
}

/** Rivals are judged at the value that 10 % of the absent sentences reach; ours at the calibration's threshold. */
function tell(name: string, answers: readonly Answer[], rival: number, calibration: Calibration): void {
  const absent = answers.filter(({ isPresent }) => !isPresent).map(({ standings }) => standings[rival]);
  const threshold =
    rival === 0
      ? thresholdsOf(calibration).present
      : quantileAt(
          [...absent].sort((a, b) => a - b),
          1 - calibration.falseAlarmRate,
        );
  const [aucs, alarms] = figures(answers, rival, threshold);
  const of = (isPrompt: boolean) =>
    balanced(
      answers.filter((a) => a.isPrompt === isPrompt),
      rival,
      threshold,
    );
  console.log(
    `${name.padEnd(26)} from ${threshold.toFixed(2).padStart(5)}  AUC ${aucs.map((auc) => auc.toFixed(3)).join(' / ')}  balanced ${of(true).toFixed(3)} / ${of(false).toFixed(3)}  false alarms ${alarms.map((rate) => rate.toFixed(0)).join(' ')} %`,
  );
}

/** AUC of prompts and of own words (means over the mosaic sizes), and false alarms in per cent by mosaic size. */
function figures(
  answers: readonly Answer[],
  rival: number,
  threshold: number,
): [readonly [number, number], readonly number[]] {
  const values = (of: readonly Answer[], isPresent: boolean) =>
    of.filter((a) => a.isPresent === isPresent).map(({ standings }) => standings[rival]);
  const auc = (isPrompt: boolean) => {
    const parts = EDGES.map((edge) => answers.filter((a) => a.edge === edge && a.isPrompt === isPrompt));
    const known = parts.filter((part) => values(part, true).length > 0 && values(part, false).length > 0);
    return (
      known.reduce((sum, part) => sum + areaUnderCurve(values(part, true), values(part, false)), 0) /
      known.length
    );
  };
  const alarms = EDGES.map((edge) => {
    const absent = values(
      answers.filter((a) => a.edge === edge),
      false,
    );
    return (100 * absent.filter((z) => z >= threshold).length) / absent.length;
  });
  return [[auc(true), auc(false)], alarms];
}

/** Mean of the share of present ones from `threshold` on and of absent ones below it. */
function balanced(
  answers: readonly Pick<Answer, 'isPresent' | 'standings'>[],
  rival: number,
  threshold: number,
): number {
  const share = (isPresent: boolean) => {
    const all = answers.filter((a) => a.isPresent === isPresent);
    return all.filter(({ standings }) => standings[rival] >= threshold === isPresent).length / all.length;
  };
  return (share(true) + share(false)) / 2;
}

/** Prints the verdicts on the shared scenes; returns the balanced accuracy. */
async function askScenes(encoder: Encoder, bank: Bank, calibration: Calibration): Promise<number> {
  const { present: threshold, absent: below } = thresholdsOf(calibration);
  const answers: Pick<Answer, 'isPresent' | 'standings'>[] = [];
  const { embeddingDim } = encoder.model;
  const lists = await Promise.all(
    ['present-absent.json', 'present-absent-judging.json'].map(
      async (name): Promise<{ scenes: { scene: string; present: string[]; absent: string[] }[] }> =>
        JSON.parse(await readFile(join(root, 'test/fixtures', name), 'utf8')),
    ),
  );
  for (const { scene: file } of lists[0].scenes) {
    const scene = await openScene(host, sharedPath(`scenes/${file}`), unattended());
    const { metresPerPixel, defaultView } = scene.description;
    const index = await benchIndex(
      encoder,
      await openIndexView(scene, defaultView),
      folder,
      file,
      metresPerPixel,
    );
    const scores = new BankScores(bank, index.key.grid);
    await scores.catchUp(index);
    console.log(
      `${file}: ${index.windowsEmbedded} windows of ${index.key.grid.segments.map((s) => s.sizePx)} px`,
    );
    for (const list of lists) {
      const own = list.scenes.find((each) => each.scene === file);
      for (const [texts, isPresent] of [
        [own?.present ?? [], true],
        [own?.absent ?? [], false],
      ] as const) {
        const vectors = await encoder.encodeTexts(texts);
        const standings = rivalStandings(index, bank, vectors);
        for (const [i, text] of texts.entries()) {
          const vector = vectors.subarray(i * embeddingDim, (i + 1) * embeddingDim);
          const z = scores.standing(vector, scores.centred(index.scores(vector)))?.z ?? Number.NaN;
          answers.push({ isPresent, standings: standings[i] });
          const said = z >= threshold ? 'present' : z < below ? 'absent' : 'unsure';
          console.log(`  ${isPresent ? '+' : '-'} ${z.toFixed(2).padStart(6)} ${said.padEnd(8)} ${text}`);
        }
      }
    }
    await scene.close();
  }
  for (const [r, name] of RIVALS.entries()) {
    const values = (isPresent: boolean) =>
      answers.filter((a) => a.isPresent === isPresent).map((a) => a.standings[r]);
    const at =
      r === 0
        ? threshold
        : quantileAt(
            values(false).sort((a, b) => a - b),
            1 - calibration.falseAlarmRate,
          );
    const alarms = values(false).filter((z) => z >= at).length / values(false).length;
    console.log(
      `scenes, ${name}: AUC ${areaUnderCurve(values(true), values(false)).toFixed(3)}, false alarms ${(100 * alarms).toFixed(0)} %, balanced ${balanced(answers, r, at).toFixed(3)}`,
    );
  }
  tellJudged(answers, calibration);
  return balanced(answers, 0, threshold);
}

/**
 * What judged questions change: random draws of some questions refine the calibration, and the others are asked. Once
 * with the calibration as it is, once with one that is off by half a standing.
 */
function tellJudged(
  answers: readonly Pick<Answer, 'isPresent' | 'standings'>[],
  calibration: Calibration,
): void {
  const off = {
    ...calibration,
    absent: calibration.absent.map((z) => z - 0.5),
    present: calibration.present.map((z) => z - 0.5),
  };
  for (const [name, base] of [
    ['calibration', calibration],
    ['calibration that is off by 0.5', off],
  ] as const)
    for (const count of [0, 20, 40, 80]) {
      const figures = Array.from({ length: 100 }, (_, draw) => {
        const drawn = shuffled(answers, draw);
        const standings = (isPresent: boolean) =>
          drawn.slice(0, count).flatMap((a) => (a.isPresent === isPresent ? [a.standings[0]] : []));
        const judged = { absent: standings(false), present: standings(true) };
        const { present: at } = thresholdsOf(refinedBy(base, judged));
        const others = drawn.slice(count);
        const absent = others.filter(({ isPresent }) => !isPresent);
        const alarms = absent.filter((a) => a.standings[0] >= at).length / absent.length;
        return { alarms, balanced: balanced(others, 0, at) };
      });
      const mean = (of: (figure: (typeof figures)[number]) => number) =>
        figures.reduce((sum, figure) => sum + of(figure), 0) / figures.length;
      console.log(
        `${name}, ${count} judged questions: false alarms ${(100 * mean(({ alarms }) => alarms)).toFixed(1)} %, balanced ${mean((figure) => figure.balanced).toFixed(3)}`,
      );
    }
}
