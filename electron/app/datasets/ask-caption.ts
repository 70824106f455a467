/** Asks a server for one caption. */
import { type CaptionPrompt, tidyAnswer } from '../../../training/dataset/caption-prompts.ts';
import { askEndpoint, type CaptionEndpoint } from './caption-endpoint.ts';

/**
 * The caption that answers `prompt`. `readPicture` gives the JPEG and is called only when the prompt needs one. Throws what
 * `askEndpoint` throws.
 */
export async function askCaption(
  endpoint: CaptionEndpoint,
  prompt: CaptionPrompt,
  readPicture: () => Promise<Uint8Array>,
  signal: AbortSignal,
): Promise<string> {
  const picture = prompt.withPicture ? await readPicture() : null;
  return tidyAnswer(await askEndpoint(endpoint, { text: prompt.text, picture }, signal));
}
