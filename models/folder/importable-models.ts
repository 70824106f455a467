/**
 * Published models that can be imported from a file, and what their files do not state. They are not offered for download: either
 * their licence has to be read first, or their files come with others.
 */
import type { Activation, ImportableModel } from '../../core/documents/model.ts';

const PREFIX_OF_FARSLIP = 'a satellite image. ';

export const IMPORTABLE_MODELS: readonly ImportableModel[] = [
  stretched('farslip-b32', 'FarSLIP ViT-B/32', 'ViT-B/32', 'MIT', PREFIX_OF_FARSLIP),
  stretched('farslip-b16', 'FarSLIP ViT-B/16', 'ViT-B/16', 'MIT', PREFIX_OF_FARSLIP),
  stretched('lrsclip-b16-hf', 'LRSCLIP ViT-B/16 (transformers)', 'ViT-B/16', null, ''),
  stretched('lrsclip-l14-hf', 'LRSCLIP ViT-L/14 (transformers)', 'ViT-L/14', null, ''),
  clip('skyclip-b32', 'SkyCLIP ViT-B/32', 'ViT-B/32', null, null),
  clip('skyclip-l14', 'SkyCLIP ViT-L/14', 'ViT-L/14', null, null),
  siglip('git-rsclip-b16', 'Git-RSCLIP B/16', 'ViT-B/16, 256 px, SigLIP', null),
  siglip('git-rsclip-l16', 'Git-RSCLIP L/16', 'ViT-L/16, 256 px, SigLIP', null),
  siglip('dofa-clip-so400m', 'DOFA-CLIP so400m/14', 'ViT-so400m/14, 384 px, SigLIP', 'MIT'),
  siglip('dofa-clip-b16', 'DOFA-CLIP B/16', 'ViT-B/16, SigLIP', 'MIT'),
];

/** The published models that a file with this image tower and number of text positions may be. */
export function candidatesFor(architecture: string, contextLength: number): readonly ImportableModel[] {
  return IMPORTABLE_MODELS.filter(
    (model) => model.architecture === architecture && model.contextLength === contextLength,
  );
}

function clip(
  id: string,
  title: string,
  architecture: string,
  licence: string | null,
  activation: Activation | null,
): ImportableModel {
  return {
    id,
    title,
    architecture,
    contextLength: 77,
    licence,
    activation,
    promptPrefix: '',
    vocabulary: false,
  };
}

/** Descendants of Long-CLIP, which starts from OpenAI's weights. */
function stretched(
  id: string,
  title: string,
  architecture: string,
  licence: string | null,
  promptPrefix: string,
): ImportableModel {
  return { ...clip(id, title, architecture, licence, 'quick_gelu'), contextLength: 248, promptPrefix };
}

function siglip(id: string, title: string, architecture: string, licence: string | null): ImportableModel {
  return { ...clip(id, title, architecture, licence, null), contextLength: 64, vocabulary: true };
}
