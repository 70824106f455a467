/** Chooses the data of an evaluation or a collection in a browser and sends it. */
import type { Grant } from '../../core/documents/ids.ts';
import type { NamedFile, ReportUpload } from '../../core/rpc/shell.ts';
import { strings } from './strings.ts';
import { pickFiles, sendFile, uploadFile } from './upload.ts';

const LISTS = '.json,.jsonl,.ndjson,.csv,.tsv,.txt,.geojson,.gpkg,.kml,.kmz,.png,.jpg,.jpeg,.webp,.tif,.tiff';
/** Files of a chosen folder that an evaluation can use; others are not sent. */
const USED_IN_DATA =
  /\.(png|jpe?g|webp|tiff?|json|jsonl|ndjson|csv|tsv|txt|geojson|gpkg|km[lz]|shp|shx|dbf|prj|cpg)$/i;
const PICTURE = /\.(png|jpe?g|webp|tiff?)$/i;
/** Uploads of a folder at the same time. */
const AT_ONCE = 4;

type Tell = (sent: number, total: number) => void;

/** A folder, or a list with its pictures, is sent file by file. Rejects with an AbortError if the upload is stopped. */
export async function pickData(kind: 'folder' | 'list', report: ReportUpload): Promise<Grant | null> {
  const options = kind === 'folder' ? { webkitdirectory: true } : { accept: LISTS, multiple: true };
  const files = await pickFiles(options);
  const abort = new AbortController();
  const tell: Tell = (sent, total) => report(sent, total, () => abort.abort());
  try {
    if (files.length === 0) return null;
    const [first] = files;
    if (kind === 'list' && files.length === 1)
      return await uploadFile(first, (sent) => tell(sent, first.size), abort.signal);
    return await uploadFolder(files.map(named), kind === 'folder', tell, abort.signal);
  } finally {
    report(0, 0, () => undefined);
  }
}

/** Sends a folder file by file. Rejects with an AbortError if the upload is stopped. */
export async function sendFolder(files: readonly NamedFile[], report: ReportUpload): Promise<Grant> {
  const abort = new AbortController();
  return uploadFolder(files, true, (sent, total) => report(sent, total, () => abort.abort()), abort.signal);
}

/** Of a list chosen with its pictures, the list is what is evaluated. */
async function uploadFolder(
  all: readonly NamedFile[],
  isFolder: boolean,
  tell: Tell,
  signal: AbortSignal,
): Promise<Grant> {
  const files = all.filter(
    ({ file: { name, size } }) => USED_IN_DATA.test(name) && !name.startsWith('.') && size > 0,
  );
  if (files.length === 0) throw new Error(strings.noPictures);
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  const folder = crypto.randomUUID();
  let sent = 0;
  const waiting = [...files];
  const send = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      signal.throwIfAborted();
      const { file, name } = next;
      const address = `upload?folder=${folder}&name=${encodeURIComponent(name)}`;
      await sendFile(file, address, () => undefined, signal);
      sent += file.size;
      tell(sent, total);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  const list = isFolder ? null : onlyList(files.map(({ file }) => file));
  const address = `upload-folder?folder=${folder}${list === null ? '' : `&list=${encodeURIComponent(list)}`}`;
  const response = await fetch(address, { method: 'POST', signal });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Grant;
}

/** The only file that is no picture; null if there are more, or none. */
function onlyList(files: readonly File[]): string | null {
  const lists = files.filter(({ name }) => !PICTURE.test(name));
  return lists.length === 1 ? lists[0].name : null;
}

/** Files that were not chosen as a folder get one, because a list and its pictures belong together. */
function named(file: File): NamedFile {
  const { name, webkitRelativePath: path } = file;
  return { file, name: path === '' ? `data/${name}` : path };
}
