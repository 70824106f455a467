/** Key layouts of checkpoints, each brought to the published one. A new layout is one file and one line here. */
import { InvalidInput } from '../../core/errors.ts';
import type { StateDict } from '../checkpoint/state-dict.ts';
import { isTransformersLayout, publishedFromTransformers } from './transformers-layout.ts';

type KeyLayout = {
  readonly name: string;
  readonly matches: (dict: StateDict) => boolean;
  readonly toPublished: (dict: StateDict) => StateDict;
};

const published: KeyLayout = {
  name: 'published',
  matches: (dict) => dict.has('token_embedding.weight') || dict.has('visual.conv1.weight'),
  toPublished: (dict) => dict,
};

const transformers: KeyLayout = {
  name: 'transformers',
  matches: isTransformersLayout,
  toPublished: publishedFromTransformers,
};

const LAYOUTS: readonly KeyLayout[] = [published, transformers];

/** Throws `InvalidInput` where no layout fits; `name` is the file's. */
export function toPublishedLayout(name: string, dict: StateDict): { layout: string; dict: StateDict } {
  const layout = LAYOUTS.find((candidate) => candidate.matches(dict));
  if (!layout)
    throw new InvalidInput(
      `${name}: its keys are no CLIP layout that is read (${dict.size} tensors, first: ${[...dict.keys()].slice(0, 3).join(', ')})`,
    );
  return { layout: layout.name, dict: layout.toPublished(dict) };
}
