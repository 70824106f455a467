/** What the form holds, and the requests that it makes. */
import {
  CAPTION_KINDS,
  type CaptionKind,
  EVALUATION_TASKS,
  type EvaluationTask,
  type EvaluationTaskKind,
  type GrantedEvaluationData,
  type LocalizationMap,
  type PageEvaluationRequest,
  type RetrievalProtocol,
} from '../../../core/documents/evaluation.ts';
import type { GrantId, ModelId } from '../../../core/documents/ids.ts';
import type { ProposedData } from '../../state/view-state.ts';
import { strings } from './strings.ts';

export type DraftData =
  | ProposedData
  | { readonly kind: 'granted'; readonly grant: GrantId; readonly name: string };

export type EvaluationDraft = {
  readonly data: DraftData | null;
  readonly a: ModelId;
  readonly b: ModelId | null;
  readonly task: EvaluationTaskKind;
  /** Null for the test split where there is one, else everything. */
  readonly split: string | null;
  readonly texts: CaptionKind | null;
  readonly protocol: RetrievalProtocol | null;
  /** One sentence a line. */
  readonly prompts: string;
  /** One class a line, `folder = words`. */
  readonly classNames: string;
  readonly map: LocalizationMap;
  /** Numbers with commas between. */
  readonly sizesPx: string;
  readonly lengths: string;
  readonly score: string;
};

export const TASK_KINDS = EVALUATION_TASKS;
export const TEXTS = CAPTION_KINDS;

export function newDraft(data: DraftData | null, a: ModelId, b: ModelId | null): EvaluationDraft {
  return {
    ...{ data, a, b, task: data === null ? 'classification' : 'retrieval', split: null },
    ...{ texts: null, protocol: null, prompts: '', classNames: '', map: 'v1' },
    ...{ sizesPx: '', lengths: '', score: '' },
  };
}

/** One request a model; empty while no data is chosen. Throws with what is wrong for settings that cannot be read. */
export function requestsOf(draft: EvaluationDraft): readonly PageEvaluationRequest[] {
  const { data, a, b } = draft;
  if (data === null) return [];
  const granted: GrantedEvaluationData =
    data.kind === 'granted' ? { kind: 'granted', grant: data.grant } : data;
  const task = taskOf(draft);
  const models = b === null || b === a ? [a] : [a, b];
  return models.map((model) => ({ model, data: granted, task }));
}

function taskOf(draft: EvaluationDraft): EvaluationTask {
  const { task: kind, split } = draft;
  switch (kind) {
    case 'retrieval':
      return { kind, split, texts: draft.texts, protocol: draft.protocol };
    case 'classification':
      return { kind, split, prompts: linesOf(draft.prompts), classNames: namesOf(draft.classNames) };
    case 'localization': {
      const sizes = numbersOf(draft.sizesPx, strings.sizes);
      return { kind, map: draft.map, sizesPx: sizes.length === 0 ? null : sizes, mapFolder: null };
    }
    case 'length':
      return { kind, split, lengths: numbersOf(draft.lengths, strings.lengths) };
    case 'presence':
      return { kind, score: draft.score.trim() === '' ? null : draft.score.trim() };
  }
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Null for the words that ship with the program. */
function namesOf(text: string): Readonly<Record<string, string>> | null {
  const lines = linesOf(text);
  if (lines.length === 0) return null;
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      const [folder, words] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      if (at < 0 || folder === '' || words === '')
        throw new Error(strings.wrongClassName(strings.classNames, line));
      return [folder, words];
    }),
  );
}

function numbersOf(text: string, field: string): readonly number[] {
  return text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map((part) => {
      if (!/^\d+$/.test(part)) throw new Error(strings.wrongNumber(field, part));
      return Number(part);
    });
}
