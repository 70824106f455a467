/** `longsight embeddings export | import | list | query | remove`: embeddings that travel. */
import { basename, extname, resolve } from 'node:path';
import type { EmbeddingHit, EmbeddingSet, EmbeddingSource } from '../../../core/documents/embeddings.ts';
import type { QueryTerm } from '../../../core/documents/search.ts';
import type { Progress } from '../../../core/task.ts';
import { counted } from '../print/counted.ts';
import {
  type Command,
  countOption,
  type Invocation,
  listOption,
  onePositional,
  textOption,
  UsageError,
} from './command.ts';

export const embeddingsExportCommand: Command = {
  name: 'embeddings export',
  usage:
    'embeddings export SCENE.tif…|--collection NAME --out FILE.parquet [--int8] [--model NAME] [--overwrite]',
  summary:
    'write the embeddings of indexed scenes as GeoParquet, with a STAC item and a STAC collection beside it; --int8 writes 8-bit integers with one scale and offset, about half the size',
  options: {
    collection: { type: 'string' },
    out: { type: 'string' },
    int8: { type: 'boolean' },
    model: { type: 'string' },
    overwrite: { type: 'boolean' },
  },
  run: async (invocation) => {
    const out = textOption(invocation, 'out');
    if (out === null) throw new UsageError('--out is missing: give the file to write');
    const { models, embeddingExports } = await invocation.services();
    const source = await sourceOf(invocation);
    const model = await models.find(textOption(invocation, 'model'));
    const path = resolve(out);
    const made = await embeddingExports.make(
      { source, model, int8: invocation.values.int8 === true },
      { path, replace: invocation.values.overwrite === true },
      taskOf(invocation),
    );
    if (made.notIndexed > 0)
      invocation.console.note(`${counted(made.notIndexed, 'scene')} not indexed with ${model}`);
    const files = made.names.map((name) => resolve(path, '..', name));
    const exact = made.bound === null ? 'exact' : `each number within ${made.bound.toPrecision(3)}`;
    invocation.console.result(
      {
        files,
        bytes: made.bytes,
        rows: made.rows,
        scenes: made.scenes,
        notIndexed: made.notIndexed,
        bound: made.bound,
      },
      `${files[0]}: ${counted(made.rows, 'embedding')} of ${counted(made.scenes, 'scene')}, ${made.bytes} bytes, ${exact}`,
    );
  },
};

export const embeddingsImportCommand: Command = {
  name: 'embeddings import',
  usage: 'embeddings import FILE.parquet [--name NAME]',
  summary:
    'take in embeddings of a GeoParquet file, to ask them for windows like one of theirs and, if their model is installed, in sentences; the quantization of integers is read from the STAC item beside the file',
  options: { name: { type: 'string' } },
  run: async (invocation) => {
    const path = resolve(onePositional(invocation, 'file'));
    const { embeddingSets } = await invocation.services();
    const name = textOption(invocation, 'name', basename(path, extname(path)));
    const set = await embeddingSets.import(path, name, taskOf(invocation));
    if (set.why !== null) invocation.console.note(set.why);
    invocation.console.result(set, setLine(set));
  },
};

export const embeddingsListCommand: Command = {
  name: 'embeddings list',
  usage: 'embeddings list',
  summary: 'list the embeddings that were imported',
  options: {},
  run: async (invocation) => {
    const { embeddingSets } = await invocation.services();
    const all = await embeddingSets.list();
    invocation.console.result(
      all,
      all.length === 0 ? 'no embeddings imported yet' : all.map(setLine).join('\n'),
    );
  },
};

export const embeddingsQueryCommand: Command = {
  name: 'embeddings query',
  usage: 'embeddings query NAME [--text SENTENCE]… [--not SENTENCE]… [--like ROW]… [--top N]',
  summary:
    'rank the windows of imported embeddings by what is like their window ROW, by a sentence if the model is installed, or by both',
  options: {
    text: { type: 'string', multiple: true },
    not: { type: 'string', multiple: true },
    like: { type: 'string', multiple: true },
    top: { type: 'string' },
  },
  run: async (invocation) => {
    const term = (text: string, weight: number): QueryTerm => ({ kind: 'text', text, weight });
    const terms = [
      ...listOption(invocation, 'text').map((text) => term(text, 1)),
      ...listOption(invocation, 'not').map((text) => term(text, -1)),
    ];
    const like = listOption(invocation, 'like').map(rowOf);
    const hits = countOption(invocation, 'top', 1, 10);
    const { embeddingSets } = await invocation.services();
    const set = await embeddingSets.store.find(onePositional(invocation, 'name of the embeddings'));
    const result = await embeddingSets.run({ set, terms, like, hits }, invocation.signal);
    invocation.console.result(result, result.found.map(hitLine).join('\n'));
  },
};

export const embeddingsRemoveCommand: Command = {
  name: 'embeddings remove',
  usage: 'embeddings remove NAME',
  summary: 'remove embeddings that were imported; the file that they came from stays',
  options: {},
  run: async (invocation) => {
    const name = onePositional(invocation, 'name of the embeddings');
    const { embeddingSets } = await invocation.services();
    await embeddingSets.store.remove(await embeddingSets.store.find(name));
    invocation.console.result({ removed: name }, `removed embeddings "${name}"`);
  },
};

async function sourceOf(invocation: Invocation): Promise<EmbeddingSource> {
  const name = textOption(invocation, 'collection');
  const { positionals } = invocation;
  if ((name === null) === (positionals.length === 0))
    throw new UsageError('give scenes, or a collection with --collection');
  const { collections, scenes } = await invocation.services();
  if (name !== null) return { kind: 'collection', collection: await collections.store.find(name) };
  const ids = [];
  for (const path of positionals) ids.push(await scenes.openPath(resolve(path)));
  return { kind: 'scenes', scenes: ids };
}

function taskOf({ signal, console }: Invocation) {
  const report = ({ phase, done, total }: Progress) => console.progress(`${phase}: ${done} of ${total}`);
  return { signal, report };
}

function rowOf(text: string): number {
  const row = Number(text);
  if (!Number.isSafeInteger(row) || row < 1)
    throw new UsageError(`--like: expected the number of a row from 1, got "${text}"`);
  return row;
}

function setLine({ name, rows, dim, scenes, madeBy, model }: EmbeddingSet): string {
  const by = madeBy === null ? 'by an unknown model' : `by ${madeBy}`;
  const asked = model === null ? 'windows only' : 'windows and sentences';
  return `${name}: ${counted(rows, 'embedding')} of ${dim} numbers, ${counted(scenes, 'scene')}, ${by}; answers ${asked}`;
}

function hitLine({ rank, score, row, scene, window: win, lonLat }: EmbeddingHit): string {
  const where = win === null ? '' : `  col ${win.col} row ${win.row} size ${win.widthPx}`;
  const place = lonLat === null ? '' : `  ${lonLat[0][0].toFixed(6)}, ${lonLat[0][1].toFixed(6)}`;
  return `${String(rank).padStart(3)}  ${score.toFixed(4)}  row ${row}${scene === null ? '' : `  ${scene}`}${where}${place}`;
}
