/** The shell in a browser: the core is below the page's own secret path, and files are uploaded. */
import { CHECKPOINT_ENDINGS } from '../../core/documents/checkpoint-endings.ts';
import type { Grant } from '../../core/documents/ids.ts';
import type { Shell } from '../../core/rpc/shell.ts';
import { connectWebSocket } from '../../core/rpc/web-socket.ts';

const RASTERS = '.tif,.tiff,.gtiff,image/tiff';
const MODELS = CHECKPOINT_ENDINGS.map((ending) => `.${ending}`).join();

const LISTS = '.json,.jsonl,.ndjson,.csv,.tsv,.txt,.geojson,.gpkg,.png,.jpg,.jpeg,.webp,.tif,.tiff';
/** Files of a chosen folder that an evaluation can use; others are not sent. */
const USED_IN_DATA =
  /\.(png|jpe?g|webp|tiff?|json|jsonl|ndjson|csv|tsv|txt|geojson|gpkg|shp|shx|dbf|prj|cpg)$/i;
/** Uploads of a folder at the same time. */
const AT_ONCE = 4;
const PAIRS = '.json,.jsonl,.ndjson,.csv,.tsv,.png,.jpg,.jpeg,.webp';

/** Stores the start-up grants that a window has already opened; every start of the host makes new ones. */
const TAKEN_KEY = 'longsight.taken.1';

type Report = (sent: number, total: number) => void;

export function browserShell(reportUpload: Report): Shell {
  const upload = async (files: readonly File[], report: Report): Promise<readonly Grant[]> => {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const grants: Grant[] = [];
    let before = 0;
    for (const file of files) {
      grants.push(await uploadFile(file, (sent) => report(before + sent, total)));
      before += file.size;
    }
    return grants;
  };
  /** Always ends with the progress bar removed. */
  const pick = async (accept: string, multiple: boolean): Promise<readonly Grant[]> => {
    const files = await pickFiles({ accept, multiple });
    try {
      return await upload(files, reportUpload);
    } finally {
      reportUpload(0, 0);
    }
  };
  return {
    kind: 'browser',
    connect: () => connectWebSocket(new URL('rpc', document.baseURI).href.replace(/^http/, 'ws')),
    pickRasters: () => pick(RASTERS, true),
    pickModel: () => pick(MODELS, false),
    pickPairs: () => pick(PAIRS, true),
    pickData: (kind) => pickData(kind, reportUpload),
    grantDropped: upload,
    saveAs: async () => 'download',
    onFilesGiven: (listener) => {
      const abort = new AbortController();
      const give = async (): Promise<void> => {
        const grants = await givenAtStart(abort.signal);
        if (abort.signal.aborted || grants.length === 0) return;
        await listener(grants);
        localStorage.setItem(TAKEN_KEY, idsOf(grants));
      };
      give().catch(reportError);
      return () => abort.abort();
    },
  };
}

/**
 * The files named when the host was started; empty once a window has opened them, since they are then in the project.
 * Also empty if the host cannot be reached, which the connection reports.
 */
async function givenAtStart(signal: AbortSignal): Promise<readonly Grant[]> {
  try {
    const response = await fetch('grants', { signal });
    const grants = response.ok ? ((await response.json()) as readonly Grant[]) : [];
    return localStorage.getItem(TAKEN_KEY) === idsOf(grants) ? [] : grants;
  } catch (error) {
    if (signal.aborted || error instanceof TypeError) return [];
    throw error;
  }
}

function idsOf(grants: readonly Grant[]): string {
  return grants.map(({ id }) => id).join();
}

/** A folder, or a list with its pictures, is sent file by file. */
async function pickData(kind: 'folder' | 'list', report: Report): Promise<Grant | null> {
  const options = kind === 'folder' ? { webkitdirectory: true } : { accept: LISTS, multiple: true };
  const files = await pickFiles(options);
  try {
    if (files.length === 0) return null;
    const [first] = files;
    if (kind === 'list' && files.length === 1)
      return await uploadFile(first, (sent) => report(sent, first.size));
    return await uploadFolder(files, report);
  } finally {
    report(0, 0);
  }
}

async function uploadFolder(all: readonly File[], report: Report): Promise<Grant> {
  const files = all.filter(({ name, size }) => USED_IN_DATA.test(name) && !name.startsWith('.') && size > 0);
  if (files.length === 0) throw new Error('The chosen folder has no pictures and no list of pictures.');
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const folder = crypto.randomUUID();
  let sent = 0;
  const waiting = [...files];
  const send = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      await sendFile(file, `upload?folder=${folder}&name=${encodeURIComponent(nameInFolder(file))}`, () => 0);
      sent += file.size;
      report(sent, total);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  const response = await fetch(`upload-folder?folder=${folder}`, { method: 'POST' });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Grant;
}

/** Files that were not chosen as a folder get one, because a list and its pictures belong together. */
function nameInFolder({ name, webkitRelativePath }: File): string {
  return webkitRelativePath === '' ? `data/${name}` : webkitRelativePath;
}

type PickOptions = Partial<Pick<HTMLInputElement, 'accept' | 'multiple' | 'webkitdirectory'>>;

function pickFiles(options: PickOptions): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = Object.assign(document.createElement('input'), { type: 'file' }, options);
    input.addEventListener('change', () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
}

async function uploadFile(file: File, report: (sent: number) => void): Promise<Grant> {
  const answer = await sendFile(file, `upload?name=${encodeURIComponent(file.name)}`, report);
  return JSON.parse(answer) as Grant;
}

/** Uses XMLHttpRequest because `fetch` does not report upload progress. */
function sendFile(file: File, address: string, report: (sent: number) => void): Promise<string> {
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
    request.send(file);
  });
}
