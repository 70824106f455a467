/** The graph of relevance maps in a model folder, made on first use from the float32 weights. */
import type { Storage } from '../../core/host.ts';
import { readSafetensorsHeader } from '../../models/checkpoint/safetensors.ts';
import { ensureGraphFile } from '../../models/folder/graph-file.ts';
import { clipOf, parseModelConfig } from '../../models/folder/model-config.ts';
import { CONFIG_FILE, WEIGHTS_FILE } from '../../models/folder/model-folder.ts';
import { relevanceGraph } from './relevance-graph.ts';

const RELEVANCE_FILE = 'vision-relevance.onnx';

/** Name of the graph in the model folder `path`. Throws `Unsupported` for a model that is not a CLIP. */
export async function ensureRelevanceGraph(storage: Storage, path: string): Promise<string> {
  const config = `${path}/${CONFIG_FILE}`;
  const clip = clipOf(parseModelConfig(await storage.readFile(config), config), path, 'relevance maps');
  const source = await storage.openRead(`${path}/${WEIGHTS_FILE}`);
  try {
    const { entries } = await readSafetensorsHeader(source);
    await ensureGraphFile(
      storage,
      `${path}/${RELEVANCE_FILE}`,
      relevanceGraph(clip, { file: WEIGHTS_FILE, entries }),
    );
    return RELEVANCE_FILE;
  } finally {
    await source.close();
  }
}
