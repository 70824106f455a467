/** File dialogs of a browser, and uploads. */
import type { Grant } from '../../core/documents/ids.ts';
import type { ReportUpload } from '../../core/rpc/shell.ts';

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
  for (const file of files) {
    grants.push(await uploadFile(file, (sent) => report(before + sent, total, cancel), abort.signal));
    before += file.size;
  }
  return grants;
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
    request.addEventListener('error', () => reject(new Error(`${file.name}: the connection was lost`)));
    request.addEventListener('abort', () => reject(new DOMException(`${file.name}: stopped`, 'AbortError')));
    const stop = (): void => request.abort();
    signal.addEventListener('abort', stop);
    request.addEventListener('loadend', () => signal.removeEventListener('abort', stop));
    request.send(file);
  });
}
