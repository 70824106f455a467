/**
 * Fits and judges the calibration of a model, from which a verdict says whether a subject is in a scene:
 *
 *     node test/bench/run.mjs test/bench/calibrate/present-absent.ts MODEL.safetensors [--write calibration.json] [--fit N] [--judge N]
 *
 * The fit uses N mosaics of AID pictures that the model was not trained on (with --fit-on seen: of UC Merced training pictures, which it
 * has seen; with --fit-on both: of both) and the sentences of test/fixtures/present-absent.json. It is judged on N mosaics of UC Merced
 * validation pictures and on the shared scenes, with the sentences of --judging. The evidence is chosen by cross-validation within the
 * fitted answers. Prints AUC and balanced accuracy of each piece of evidence alone and of the fit.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { toHalves } from '../../../core/bytes/float16.ts';
import type { Encoder } from '../../../core/encoder.ts';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import type { SceneReader } from '../../../core/raster/scene-reader.ts';
import { comparisonBank, newCalibration } from '../../../core/search/calibration.ts';
import { defaultSizes } from '../../../core/search/default-sizes.ts';
import { makeGrid } from '../../../core/search/grid.ts';
import { indexScene } from '../../../core/search/index-scene.ts';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { judgePresence } from '../../../core/search/presence.ts';
import {
  type ComparisonBank,
  EVIDENCE,
  type Evidence,
  presenceEvidence,
} from '../../../core/search/presence-evidence.ts';
import { unattended } from '../../../core/task.ts';
import { engineModel } from '../../../electron/engine/engine-model.ts';
import { OnnxTowers } from '../../../electron/engine/onnx-towers.ts';
import { createNodeHost } from '../../../electron/node/node-host.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { oneFile } from '../../../models/checkpoint/checkpoint-files.ts';
import { createEncoder } from '../../../models/encoder/encoder.ts';
import { importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import { seededRandom } from '../../core/search/seeded-random.ts';
import { sharedPath } from '../../shared.ts';
import { chooseEvidence, crossValidated, type FoldedEvidence } from './choose-evidence.ts';
import {
  areaUnderCurve,
  balancedAccuracy,
  bestThreshold,
  decisions,
  fitPresence,
  thresholdForFalseAlarms,
} from './fit-presence.ts';
import {
  isShownInAid,
  METRES_PER_PIXEL,
  MOSAIC_PX,
  makeMosaic,
  otherPictures,
  PICTURE_PX,
  type Picture,
  pictures,
  readPixels,
  unseenPictures,
} from './mosaics.ts';

type Sentences = {
  readonly classes: Readonly<Record<string, readonly string[]>>;
  readonly scenes: readonly { scene: string; present: readonly string[]; absent: readonly string[] }[];
  readonly bank: readonly string[];
};
type Sample = FoldedEvidence & { readonly sentence: string };

/** Pictures of each class that go into the bank. The mosaics are made of the others. */
const BANK_PICTURES = 10;
const FALSE_ALARMS = 0.05;
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: 'string' },
    fit: { type: 'string', default: '60' },
    judge: { type: 'string', default: '40' },
    'fit-on': { type: 'string', default: 'unseen' },
    bank: { type: 'string', default: 'unseen' },
    used: { type: 'string' },
    judging: { type: 'string', default: 'test/fixtures/present-absent-judging.json' },
    'judge-seed': { type: 'string', default: '4' },
  },
});
/** Root of the checkout, seen from where test/bench/run.mjs puts the bundle. */
const root = fileURLToPath(new URL('../', import.meta.url));
const storage = new NodeStorage();
const folder = await mkdtemp(join(tmpdir(), 'calibrate-'));
try {
  await main(positionals[0]);
} finally {
  await rm(folder, { recursive: true });
}

async function main(checkpoint: string): Promise<void> {
  const sentences: Sentences = JSON.parse(
    await readFile(join(root, 'test/fixtures/present-absent.json'), 'utf8'),
  );
  const judging: Omit<Sentences, 'bank'> = JSON.parse(await readFile(join(root, options.judging), 'utf8'));
  const { encoder, logitScale } = await openEncoder(checkpoint);
  const train = byClass(pictures('train'));
  const bankOf = options.bank === 'unseen' ? [byClass(unseenPictures())] : [train, byClass(otherPictures())];
  const inBank = bankOf
    .flatMap((grouped) => [...grouped.values()])
    .flatMap((all) => all.slice(0, BANK_PICTURES));
  const bankPictures = await encoder.encodeImages(
    await Promise.all(
      inBank.map(async (picture) => ({
        widthPx: PICTURE_PX,
        heightPx: PICTURE_PX,
        rgb: await readPixels(picture),
      })),
    ),
  );
  const halves = new Uint16Array(bankPictures.length);
  toHalves(bankPictures, halves);
  const fields = {
    model: { weightsSha256: encoder.model.weightsSha256, precision: encoder.model.precision },
    sharpness: Math.exp(logitScale),
    sentences: sentences.bank,
    pictures: Buffer.from(halves.buffer).toString('base64'),
  };
  const unfitted = newCalibration({
    ...fields,
    weights: [],
    bias: 0,
    thresholds: { weak: 0, convincing: 0 },
    typicalBest: { absent: 0, present: 0 },
    report: {},
  });
  const bank = await comparisonBank(unfitted, encoder);

  const inMosaic = (className: string, classes: ReadonlySet<string>) => classes.has(className);
  const fitted: Sample[] = [];
  if (options['fit-on'] !== 'seen') {
    const unseen = [...byClass(unseenPictures()).values()].flatMap((all) => all.slice(BANK_PICTURES));
    fitted.push(
      ...(await mosaicSamples(encoder, bank, sentences, unseen, isShownInAid, Number(options.fit), 3)),
    );
  }
  if (options['fit-on'] !== 'unseen') {
    const seen = [...train.values()].flatMap((all) => all.slice(BANK_PICTURES));
    fitted.push(...(await mosaicSamples(encoder, bank, sentences, seen, inMosaic, Number(options.fit), 1)));
  }
  const judged = await mosaicSamples(
    encoder,
    bank,
    judging,
    pictures('val'),
    inMosaic,
    Number(options.judge),
    Number(options['judge-seed']),
  );

  console.log(
    `\nevidence alone, threshold from the fit (${fitted.length} fitted, ${judged.length} judged answers)`,
  );
  for (const name of EVIDENCE) tell(name, fitted, judged, [name]);
  const used = options.used
    ? EVIDENCE.filter((name) => options.used?.split(',').includes(name))
    : chooseEvidence(fitted).names;
  console.log(`used: ${used.join(', ')}; cross-validated AUC ${crossValidated(fitted, used).toFixed(3)}`);
  const fit = fitPresence(fitted, used);
  const figures = tell('fitted', fitted, judged, used);
  tellUnseenClasses(fitted, judged, used);

  const values = decisions(fit, fitted);
  // The threshold of the reported balanced accuracy. Below it the application says that nothing convinces.
  const best = bestThreshold(values);
  const medianBest = (isPresent: boolean) =>
    median(fitted.filter((s) => s.isPresent === isPresent).map((s) => s.evidence.best));
  const calibration = newCalibration({
    ...fields,
    ...fit,
    thresholds: { weak: best, convincing: Math.max(best, thresholdForFalseAlarms(values, FALSE_ALARMS)) },
    typicalBest: { absent: medianBest(false), present: medianBest(true) },
    report: {
      method: `logistic regression on mosaics of 4 x 4 ${options['fit-on'] === 'unseen' ? 'AID validation' : 'AID validation and UC Merced train'} pictures of 4-12 classes, judged on UC Merced validation mosaics`,
      ...figures,
      fitMosaics: Number(options.fit),
      judgeMosaics: Number(options.judge),
    },
  });
  tellClasses(calibration.thresholds.weak, fit, judged);
  if (options.write) await writeFile(options.write, `${JSON.stringify(calibration, null, 1)}\n`);

  const host = createNodeHost({
    gdal: new URL(`file://${root}electron/node/gdal-worker.mjs`),
    codec: new URL(`file://${root}electron/node/codec-worker.mjs`),
  });
  try {
    console.log('\nscenes (found of the present and of the absent subjects)');
    let [right, all] = [0, 0];
    for (const { scene: file, present, absent } of judging.scenes) {
      const scene = await openScene(host, sharedPath(`scenes/${file}`), unattended());
      const { metresPerPixel, defaultView, widthPx, heightPx } = scene.description;
      const sizes = defaultSizes(metresPerPixel, { widthPx, heightPx });
      const index = await indexed(encoder, openModelView(scene, defaultView), sizes, file, metresPerPixel);
      const texts = [...present, ...absent];
      const vectors = await encoder.encodeTexts(texts);
      const answers = texts.map((_, i) => {
        const query = vectors.subarray(i * encoder.model.embeddingDim, (i + 1) * encoder.model.embeddingDim);
        return judgePresence(calibration, bank, index, query, index.scores(query));
      });
      const said = (from: number, to: number) =>
        answers.slice(from, to).filter((a) => a.verdict !== 'none').length;
      const [hits, alarms] = [said(0, present.length), said(present.length, texts.length)];
      const values = answers.map((a, i) => ({ value: a.decision, isPresent: i < present.length }));
      console.log(
        `${file}: ${index.windowsEmbedded} windows of ${sizes.map((s) => s.size)} px; ${hits}/${present.length} ${alarms}/${absent.length}; AUC ${areaUnderCurve(values).toFixed(3)}`,
      );
      for (const [i, { decision, verdict }] of answers.entries())
        console.log(
          `   ${i < present.length ? '+' : '-'} ${decision.toFixed(2).padStart(6)} ${verdict.padEnd(10)} ${texts[i]}`,
        );
      right += hits + absent.length - alarms;
      all += texts.length;
      await scene.close();
    }
    console.log(`scenes: ${right} of ${all} right`);
  } finally {
    await host.close();
  }
}

async function openEncoder(checkpoint: string): Promise<{ encoder: Encoder; logitScale: number }> {
  const source = await storage.openRead(checkpoint);
  const model = await importCheckpoint(oneFile(source), storage, folder, 'calibrated', unattended());
  await source.close();
  const towers = await OnnxTowers.load(engineModel(model, { device: 'cpu', threads: 0 }));
  return { encoder: createEncoder(model, towers), logitScale: model.config.logitScale };
}

/** Evidence for every sentence of every class in every mosaic. */
async function mosaicSamples(
  encoder: Encoder,
  bank: ComparisonBank,
  sentences: Pick<Sentences, 'classes'>,
  from: Parameters<typeof makeMosaic>[0],
  isShown: (className: string, classes: ReadonlySet<string>) => boolean | null,
  count: number,
  seed: number,
): Promise<Sample[]> {
  const random = seededRandom(seed);
  const asked = Object.entries(sentences.classes).flatMap(([className, texts]) =>
    texts.map((sentence) => ({ className, sentence })),
  );
  const vectors = await encoder.encodeTexts(asked.map(({ sentence }) => sentence));
  const samples: Sample[] = [];
  const sizes = defaultSizes(METRES_PER_PIXEL, { widthPx: MOSAIC_PX, heightPx: MOSAIC_PX });
  for (let i = 0; i < count; i++) {
    const { reader, classes } = await makeMosaic(from, random);
    const index = await indexed(encoder, reader, sizes, `mosaic-${seed}-${i}`, METRES_PER_PIXEL);
    asked.forEach(({ className, sentence }, a) => {
      const query = vectors.subarray(a * encoder.model.embeddingDim, (a + 1) * encoder.model.embeddingDim);
      const isPresent = isShown(className, classes);
      const evidence = presenceEvidence(index, query, index.scores(query), bank);
      if (evidence !== null && isPresent !== null)
        samples.push({ className, sentence, evidence, isPresent, mosaic: i });
    });
  }
  return samples;
}

async function indexed(
  encoder: Encoder,
  reader: SceneReader,
  sizes: Parameters<typeof makeGrid>[1],
  name: string,
  metresPerPixel: number | null,
): Promise<OpenIndex> {
  const grid = makeGrid({ widthPx: reader.widthPx, heightPx: reader.heightPx }, sizes, metresPerPixel);
  const key = { sceneContent: name, modelView: 'rgb', model: encoder.model, grid };
  const path = join(folder, `${name}.lsix`);
  await indexScene({ reader, encoder, key, storage, path, batchSize: 32 }, unattended());
  return OpenIndex.open(storage, path);
}

function tell(
  what: string,
  fitted: readonly Sample[],
  judged: readonly Sample[],
  names: readonly (keyof Evidence)[],
): { auc: number; balancedAccuracy: number; trainAuc: number } {
  const fit = fitPresence(fitted, names);
  const [train, val] = [decisions(fit, fitted), decisions(fit, judged)];
  const figures = {
    auc: round(areaUnderCurve(val)),
    balancedAccuracy: round(balancedAccuracy(val, bestThreshold(train))),
    trainAuc: round(areaUnderCurve(train)),
  };
  console.log(
    `${what.padEnd(12)} cv AUC ${crossValidated(fitted, names).toFixed(3)}, val AUC ${figures.auc.toFixed(3)}, balanced accuracy ${figures.balancedAccuracy.toFixed(3)}; train AUC ${figures.trainAuc.toFixed(3)}   ${names.length > 1 ? fit.weights.map(({ name, weight }) => `${name} ${weight.toFixed(2)}`).join(', ') : ''}`,
  );
  return figures;
}

/** Fits without the sentences of a third of the classes and judges on that third: what to expect for subjects that the fit has not seen. */
function tellUnseenClasses(
  fitted: readonly Sample[],
  judged: readonly Sample[],
  used: readonly (keyof Evidence)[],
): void {
  const classes = [...new Set(fitted.map(({ className }) => className))].sort();
  const held = [0, 1, 2].map((third) => new Set(classes.filter((_, i) => i % 3 === third)));
  const parts = held.map((out) => {
    const fit = fitPresence(
      fitted.filter(({ className }) => !out.has(className)),
      used,
    );
    const threshold = bestThreshold(
      decisions(
        fit,
        fitted.filter(({ className }) => !out.has(className)),
      ),
    );
    const val = decisions(
      fit,
      judged.filter(({ className }) => out.has(className)),
    );
    return { auc: areaUnderCurve(val), accuracy: balancedAccuracy(val, threshold) };
  });
  const mean = (pick: (part: (typeof parts)[0]) => number) =>
    parts.reduce((sum, p) => sum + pick(p), 0) / parts.length;
  console.log(
    `classes unseen by the fit: val AUC ${mean((p) => p.auc).toFixed(3)}, balanced accuracy ${mean((p) => p.accuracy).toFixed(3)}`,
  );
}

function tellClasses(
  threshold: number,
  fit: ReturnType<typeof fitPresence>,
  judged: readonly Sample[],
): void {
  for (const className of new Set(judged.map((sample) => sample.className))) {
    const values = decisions(
      fit,
      judged.filter((sample) => sample.className === className),
    );
    console.log(
      `   ${className.padEnd(18)} AUC ${areaUnderCurve(values).toFixed(3)}, balanced accuracy ${balancedAccuracy(values, threshold).toFixed(3)}`,
    );
  }
}

function byClass(all: readonly Picture[]): Map<string, Picture[]> {
  const grouped = new Map<string, Picture[]>();
  for (const item of all) grouped.set(item.className, [...(grouped.get(item.className) ?? []), item]);
  return grouped;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
