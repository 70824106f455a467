/** Key layouts of CLIP checkpoints and their conversion to the published one. A new layout is one file and one line here. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import { refuseRelatives, unknownLayout } from '../checkpoint/refused-kinds.ts';
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

/** open_clip models with a separate text tower (`CustomTextCLIP`) prefix its keys with `text.`. */
const separateText: KeyLayout = {
  name: 'open_clip with text tower',
  matches: (dict) => dict.has('text.token_embedding.weight') && dict.has('visual.conv1.weight'),
  toPublished: (dict) =>
    new Map([...dict].map(([key, tensor]) => [key.replace(/^text\.(?=\w)/, ''), tensor])),
};

const transformers: KeyLayout = {
  name: 'transformers',
  matches: isTransformersLayout,
  toPublished: publishedFromTransformers,
};

const LAYOUTS: readonly KeyLayout[] = [separateText, published, transformers];

/** The dict under published keys; null if it is in no known layout of a CLIP. Throws `InvalidInput` for a missing key. */
export function clipLayout(dict: StateDict): { layout: string; dict: StateDict } | null {
  const layout = LAYOUTS.find(({ matches }) => matches(dict));
  return layout ? { layout: layout.name, dict: layout.toPublished(dict) } : null;
}

/** As `clipLayout`, for uses that only CLIP has. Throws for any other model; the message names the file `name`. */
export function toPublishedLayout(name: string, dict: StateDict): { layout: string; dict: StateDict } {
  if (dict.has('logit_bias'))
    throw new Unsupported(`${name}: a SigLIP model: only CLIP models can be fine-tuned`);
  refuseRelatives(dict);
  const found = clipLayout(dict);
  if (found) return found;
  throw new InvalidInput(`${name}: ${unknownLayout(dict)}`);
}
