/** The shell in a browser: the core is below the page's own secret path, and files are uploaded. */
import { CHECKPOINT_ENDINGS } from '../../core/documents/checkpoint-endings.ts';
import type { Grant } from '../../core/documents/ids.ts';
import type { ReportUpload, Shell } from '../../core/rpc/shell.ts';
import { connectWebSocket } from '../../core/rpc/web-socket.ts';

/** Besides GeoTIFFs, those that are converted, and files beside them. */
const RASTERS =
  '.tif,.tiff,.gtiff,image/tiff,.img,.png,.jpg,.jpeg,.jp2,.j2k,.j2w,.webp,.ntf,.asc,.bil,.wld,.pgw,.jgw,.tfw,.xml,.prj,.hdr,.ovr,.msk';
const MODELS = CHECKPOINT_ENDINGS.map((ending) => `.${ending}`).join();

const PAIRS = '.json,.jsonl,.ndjson,.csv,.tsv,.png,.jpg,.jpeg,.webp';

/** Stores the start-up grants that a window has already opened; every start of the host makes new ones. */
const TAKEN_KEY = 'longsight.taken.1';

export function browserShell(reportUpload: ReportUpload): Shell {
  // Loaded on demand: not needed before the first file.
  const uploads = () => import('./upload.ts');
  const pick = async (accept: string, multiple: boolean): Promise<readonly Grant[]> =>
    (await uploads()).pickAndUpload(accept, multiple, reportUpload);
  return {
    kind: 'browser',
    connect: (signal) =>
      connectWebSocket(new URL('rpc', document.baseURI).href.replace(/^http/, 'ws'), signal),
    pickRasters: () => pick(RASTERS, true),
    pickProject: () => pick('.longsight', false),
    pickModel: () => pick(MODELS, false),
    pickPairs: () => pick(PAIRS, true),
    pickData: async (kind) => (await import('./pick-data.ts')).pickData(kind, reportUpload),
    grantDropped: async (files, report) => (await uploads()).uploadFiles(files, report),
    grantFolder: async (_, contents, report) =>
      (await import('./pick-data.ts')).sendFolder(await contents(), report),
    saveAs: async () => 'download',
    onFilesGiven: (listener) => {
      const abort = new AbortController();
      const give = async (): Promise<void> => {
        const grants = await givenAtStart(abort.signal);
        if (abort.signal.aborted) return;
        await listener(grants);
        if (grants.length === 0) return;
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
