/** Trains and measures the runs of ablations with the command line. What is finished is kept, so that a call after a kill goes on. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pairsDigest } from './specs.mjs';

const BIN = fileURLToPath(new URL('../../electron/cli/bin.mjs', import.meta.url));

/** The answer of a command of `longsight` as an object. Progress goes to the terminal. */
export function longsight(...args) {
  const text = execFileSync(process.execPath, [BIN, ...args, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(text);
}

/** Results by name in `done.json` of a folder. */
export class Done {
  #file;
  #results;

  constructor(folder) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, 'done.json');
    this.#results = existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, 'utf8')) : {};
  }

  /** The result under a name; made and kept if there is none. */
  once(name, make) {
    if (!(name in this.#results)) {
      this.#results[name] = make();
      writeFileSync(`${this.#file}.new`, JSON.stringify(this.#results, null, 1));
      renameSync(`${this.#file}.new`, this.#file);
    }
    return this.#results[name];
  }
}

/** Trains a spec, or goes on with its run if one was interrupted. Returns steps, loss and the model's name, null if the run made none. */
export function train(spec, folder) {
  const begun = longsight('runs', 'list').find(({ name }) => name === spec.name);
  const file = join(folder, `${spec.name}.json`);
  writeFileSync(file, `${JSON.stringify(spec, null, 2)}\n`);
  const { model, step, outcome } =
    begun === undefined
      ? longsight('train', file)
      : finished(begun)
        ? begun
        : longsight('train', 'resume', begun.id);
  return { model, steps: step, loss: outcome?.loss.last ?? null };
}

function finished({ state }) {
  return state === 'done';
}

/** Where the figures come from, by name: data and start weights with their SHA-256, program, machine, date. */
export function provenanceOf(pairs, { start }, { retrieval, classification, localization }) {
  const head = (task, data) => longsight('evaluate', task, '--data', data, '--model', start);
  const heads = [
    ...(retrieval === null ? [] : [head('retrieval', retrieval)]),
    ...classification.map((list) => head('classification', list)),
    ...(localization === null ? [] : [head('localization', localization)]),
  ];
  const [first] = heads;
  return {
    'start weights': start,
    'pairs for training': `${basename(pairs)}, SHA-256 of texts and names ${pairsDigest(pairs)}`,
    ...Object.fromEntries(
      heads.map(({ task, data }) => [
        `${task}: ${basename(data.root)}/${data.name}`,
        `${data.images} pictures, SHA-256 ${data.sha256}`,
      ]),
    ),
    ...(first === undefined
      ? {}
      : {
          'SHA-256 of the start weights': first.model.sha256,
          precision: first.model.precision,
          program: `Longsight ${first.program.longsight}, Node ${first.program.node}, ONNX Runtime ${first.program.runtime}`,
          machine: first.machine,
        }),
    date: new Date().toISOString(),
  };
}

/** Figures of a model on the lists in `data`: `retrieval`, `classification` (several) and `localization`; null for what there is no data for. */
export function measure(model, { retrieval, classification, localization }) {
  const evaluate = (task, data) => longsight('evaluate', task, '--data', data, '--model', model);
  const sets = retrieval === null ? [] : evaluate('retrieval', retrieval).sets;
  const recall = (kind) => sets.find(({ texts }) => texts === kind)?.meanRecall ?? null;
  const accuracies = classification.map((list) => evaluate('classification', list).accuracy);
  return {
    zcrl: recall('long'),
    zcrs: recall('short'),
    zic: accuracies.length === 0 ? null : accuracies.reduce((sum, each) => sum + each, 0) / accuracies.length,
    selo: localization === null ? null : evaluate('localization', localization).mean.rmi,
  };
}
