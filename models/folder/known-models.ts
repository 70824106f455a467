/** Published weights that can be downloaded by name: their addresses, and the facts that their files do not state. */
import type { Activation } from '../../core/documents/model.ts';

export type PublishedPlace =
  | { readonly kind: 'hugging-face'; readonly repository: string; readonly file: string }
  | { readonly kind: 'url'; readonly url: string };

export type KnownModel = {
  /** Name to download it by; also the default name of the imported model. */
  readonly id: string;
  readonly title: string;
  readonly place: PublishedPlace;
  readonly architecture: string;
  readonly contextLength: number;
  /** Size of the file; estimated from the number of weights if `sha256` is null. */
  readonly sizeBytes: number;
  readonly parameters: number;
  /** Null if the publisher states none apart from the download itself. */
  readonly sha256: string | null;
  /** Licence of the weights; null if the publisher's page has to be consulted. */
  readonly licence: string | null;
  /** Null if the publisher's code and training disagree: the user has to choose. */
  readonly activation: Activation | null;
};

const B16 = { architecture: 'ViT-B/16', parameters: 149_620_737 } as const;
const B32 = { architecture: 'ViT-B/32', parameters: 151_277_313 } as const;
const L14 = { architecture: 'ViT-L/14', parameters: 427_616_513 } as const;
const H14 = { architecture: 'ViT-H/14', parameters: 986_109_441 } as const;

const OPENAI = 'https://openaipublic.azureedge.net/clip/models';

export const KNOWN_MODELS: readonly KnownModel[] = [
  long(
    'dgtrs-clip-b16',
    'DGTRS-CLIP ViT-B/16',
    B16,
    'MitsuiChen14/DGTRS-CLIP-ViT-B-16',
    'DGTRS-CLIP-ViT-B-16.pt',
  ),
  long(
    'dgtrs-clip-l14',
    'DGTRS-CLIP ViT-L/14',
    L14,
    'MitsuiChen14/DGTRS-CLIP-ViT-L-14',
    'DGTRS-CLIP-ViT-L-14.pt',
  ),
  long('lrsclip-b16', 'LRSCLIP ViT-B/16', B16, 'cwz14/LRSCLIP_ViT-B-16', 'LRSCLIP_ViT-B-16.pt'),
  long('lrsclip-l14', 'LRSCLIP ViT-L/14', L14, 'cwz14/LRSCLIP_ViT-L-14', 'LRSCLIP_ViT-L-14.pt'),
  long('longclip-b16', 'Long-CLIP ViT-B/16', B16, 'BeichenZhang/LongCLIP-B', 'longclip-B.pt', 'Apache-2.0'),
  long('longclip-l14', 'Long-CLIP ViT-L/14', L14, 'BeichenZhang/LongCLIP-L', 'longclip-L.pt', 'Apache-2.0'),
  // Fine-tuned from OpenAI's weights, the H/14 from LAION's.
  short('georsclip-b32', 'GeoRSCLIP ViT-B/32', B32, 'Zilun/GeoRSCLIP', 'RS5M_ViT-B-32.pt', 'quick_gelu'),
  short('georsclip-l14', 'GeoRSCLIP ViT-L/14', L14, 'Zilun/GeoRSCLIP', 'RS5M_ViT-L-14.pt', 'quick_gelu'),
  short('georsclip-h14', 'GeoRSCLIP ViT-H/14', H14, 'Zilun/GeoRSCLIP', 'RS5M_ViT-H-14.pt', 'gelu'),
  // Fine-tuned from OpenAI's weights (QuickGELU), but its own instructions load it into a model with exact GELU.
  short(
    'remoteclip-b32',
    'RemoteCLIP ViT-B/32',
    B32,
    'chendelong/RemoteCLIP',
    'RemoteCLIP-ViT-B-32.pt',
    null,
  ),
  short(
    'remoteclip-l14',
    'RemoteCLIP ViT-L/14',
    L14,
    'chendelong/RemoteCLIP',
    'RemoteCLIP-ViT-L-14.pt',
    null,
  ),
  {
    ...short(
      'clip-b16-hf',
      'CLIP ViT-B/16 (Hugging Face)',
      B16,
      'openai/clip-vit-base-patch16',
      'model.safetensors',
      'quick_gelu',
    ),
    licence: 'MIT',
  },
  openai(
    'clip-b32',
    B32,
    354e6,
    '40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af',
    'ViT-B-32.pt',
  ),
  openai(
    'clip-b16',
    B16,
    351e6,
    '5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f',
    'ViT-B-16.pt',
  ),
  openai(
    'clip-l14',
    L14,
    933e6,
    'b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836',
    'ViT-L-14.pt',
  ),
];

/** The activation of a published file, by its SHA-256; null for a file that is not in the list. */
export function activationOfKnown(sha256: string): { activation: Activation; from: string } | null {
  const known = KNOWN_MODELS.find((model) => model.sha256 === sha256);
  if (known === undefined || known.activation === null) return null;
  return {
    activation: known.activation,
    from: `the list of published weights: its SHA-256 is that of ${known.title}`,
  };
}

type Size = { readonly architecture: string; readonly parameters: number };

function long(
  id: string,
  title: string,
  size: Size,
  repository: string,
  file: string,
  licence: string | null = null,
): KnownModel {
  const place = { kind: 'hugging-face', repository, file } as const;
  const sizeBytes = 4 * size.parameters;
  return {
    id,
    title,
    place,
    ...size,
    contextLength: 248,
    sizeBytes,
    sha256: null,
    licence,
    activation: 'quick_gelu',
  };
}

function short(
  id: string,
  title: string,
  size: Size,
  repository: string,
  file: string,
  activation: Activation | null,
): KnownModel {
  const place = { kind: 'hugging-face', repository, file } as const;
  const sizeBytes = 4 * size.parameters;
  return { id, title, place, ...size, contextLength: 77, sizeBytes, sha256: null, licence: null, activation };
}

/** TorchScript archives in half precision except for the token table. Their SHA-256 is part of their address. */
function openai(id: string, size: Size, sizeBytes: number, sha256: string, file: string): KnownModel {
  return {
    id,
    title: `CLIP ${size.architecture} (OpenAI)`,
    place: { kind: 'url', url: `${OPENAI}/${sha256}/${file}` },
    ...size,
    contextLength: 77,
    sizeBytes,
    sha256,
    licence: 'MIT',
    activation: 'quick_gelu',
  };
}
