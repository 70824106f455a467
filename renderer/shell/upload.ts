/** File dialogs of a browser, and uploads. */

import { isBesideRaster } from '../../core/documents/conversion.ts';
import type { Grant } from '../../core/documents/ids.ts';
import type { ReportUpload } from '../../core/rpc/shell.ts';
import { strings } from './strings.ts';

type PickOptions = Partial<Pick<HTMLInputElement, 'accept' | 'multiple' | 'webkitdirectory'>>;

/** Empty if the user cancels the dialog. */
export function pickFiles(options: PickOptions): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = Object.assign(document.createElement('input'), { type: 'file' }, options);
    input.addEventListener('change', () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
}

/** Chooses files and sends them. Always ends with the progress bar removed. */
export async function pickAndUpload(
  accept: string,
  multiple: boolean,
  report: ReportUpload,
): Promise<readonly Grant[]> {
  const files = await pickFiles({ accept, multiple });
  try {
    return await uploadFiles(files, report);
  } finally {
    report(0, 0, () => undefined);
  }
}

/** One after the other; `report` is called with the bytes of all of them. */
export async function uploadFiles(files: readonly File[], report: ReportUpload): Promise<readonly Grant[]> {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const grants: Grant[] = [];
  const abort = new AbortController();
  const cancel = (): void => abort.abort();
  let before = 0;
  for (const [file, ...beside] of withFilesBeside(files)) {
    const tell = (sent: number): void => report(before + sent, total, cancel);
    grants.push(await uploadTogether(file, beside, tell, abort.signal));
    before += [file, ...beside].reduce((sum, { size }) => sum + size, 0);
  }
  return grants;
}

/** Each raster first, with the files that say more about it. A file of the second kind alone stands for itself. */
function withFilesBeside(files: readonly File[]): readonly (readonly [File, ...File[]])[] {
  const rasters = files.filter(({ name }) => !isBesideRaster(name));
  const belongs = (name: string, raster: string): boolean =>
    isBesideRaster(name) && name.startsWith(`${raster.replace(/\.[^.]*$/, '')}.`);
  const groups = rasters.map((raster): [File, ...File[]] => [
    raster,
    ...files.filter(({ name }) => belongs(name, raster.name)),
  ]);
  const taken = new Set(groups.flat());
  return [...groups, ...files.filter((file) => !taken.has(file)).map((file): [File] => [file])];
}

async function uploadTogether(
  file: File,
  beside: readonly File[],
  report: (sent: number) => void,
  signal: AbortSignal,
): Promise<Grant> {
  if (beside.length === 0) return uploadFile(file, report, signal);
  const folder = crypto.randomUUID();
  let before = 0;
  for (const each of [file, ...beside]) {
    const name = encodeURIComponent(`scene/${each.name}`);
    await sendFile(each, `upload?folder=${folder}&name=${name}`, (sent) => report(before + sent), signal);
    before += each.size;
  }
  const address = `upload-folder?folder=${folder}&list=${encodeURIComponent(file.name)}`;
  const response = await fetch(address, { method: 'POST', signal });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Grant;
}

/** Rejects with an AbortError if `signal` stops it. */
export async function uploadFile(
  file: File,
  report: (sent: number) => void,
  signal: AbortSignal,
): Promise<Grant> {
  const answer = await sendFile(file, `upload?name=${encodeURIComponent(file.name)}`, report, signal);
  return JSON.parse(answer) as Grant;
}

/** The answer's text. Uses XMLHttpRequest because `fetch` does not report upload progress. */
export function sendFile(
  file: File,
  address: string,
  report: (sent: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.responseType = 'text';
    request.upload.addEventListener('progress', (event) => report(event.loaded));
    request.addEventListener('load', () => {
      if (request.status === 200) resolve(request.responseText);
      else reject(new Error(`${file.name}: ${request.responseText}`));
    });
    request.addEventListener('error', () => reject(new Error(strings.lost(file.name))));
    request.addEventListener('abort', () => reject(new DOMException(`${file.name}: stopped`, 'AbortError')));
    const stop = (): void => request.abort();
    signal.addEventListener('abort', stop);
    request.addEventListener('loadend', () => signal.removeEventListener('abort', stop));
    request.send(file);
  });
}
