/** Finds the paper's data sets in a folder, by the names of its folders and files. */
import { join } from 'node:path';
import type { EvaluationTask } from '../../../core/documents/evaluation.ts';
import type { Storage } from '../../../core/host.ts';
import { foldersIn } from './picture-places.ts';

export type PaperPart = { readonly data: string; readonly path: string; readonly task: EvaluationTask };

const CLASSIFIED = ['RESISC45', 'EuroSAT', 'PatternNet', 'WHU-RS19', 'OPTIMAL-31', 'RS_C11'];
const CAPTIONED = ['RSITMD', 'RSICD'];

/** What the folder has of the paper's data, and the names of what it lacks. */
export async function paperParts(
  storage: Storage,
  folder: string,
): Promise<{ readonly parts: readonly PaperPart[]; readonly missing: readonly string[] }> {
  const folders = await foldersIn(storage, folder);
  const find = (name: string) => {
    const found = folders.find((each) => keyOf(each).includes(keyOf(name)));
    return found === undefined ? null : join(folder, found);
  };
  const parts: PaperPart[] = [];
  const missing: string[] = [];
  const add = (data: string, path: string | null, task: EvaluationTask) => {
    if (path === null) missing.push(data);
    else parts.push({ data, path, task });
  };
  for (const name of CAPTIONED) {
    const long = folders.find((each) => keyOf(each) === keyOf(`${name}-L`));
    const short = folders.find((each) => keyOf(each) === keyOf(name)) ?? null;
    const retrieval = { kind: 'retrieval', split: null, protocol: 'published' } as const;
    add(`${name}-L`, long === undefined ? null : join(folder, long), { ...retrieval, texts: 'long' });
    add(name, short === null ? null : join(folder, short), { ...retrieval, texts: 'short' });
  }
  for (const name of CLASSIFIED)
    add(name, find(name), { kind: 'classification', split: null, prompts: [], classNames: null });
  add('AIR-SLT', find('AIR-SLT'), { kind: 'localization', map: 'v1', sizesPx: null, mapFolder: null });
  return { parts, missing };
}

function keyOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
