/** System file dialogs, opened in the folder of the last choice. */

import { type BrowserWindow, dialog } from 'electron';
import { CHECKPOINT_ENDINGS } from '../../core/documents/checkpoint-endings.ts';
import { CONVERTIBLE_ENDINGS } from '../../core/documents/conversion.ts';
import { PROJECT_ENDING } from '../../core/documents/project.ts';
import type { PickKind } from '../../core/rpc/bridge.ts';
import { LastFolder } from './last-folder.ts';
import { mainStrings } from './main-strings.ts';

const SEVERAL: readonly PickKind[] = ['raster', 'pairs'];

export class FileDialogs {
  readonly #folder = new LastFolder();
  readonly #owner: () => BrowserWindow | null;

  /** `owner` is the window that a dialog belongs to, null while there is none. */
  constructor(owner: () => BrowserWindow | null) {
    this.#owner = owner;
  }

  /** Paths; empty when the user closes the dialog. */
  async pick(kind: PickKind): Promise<readonly string[]> {
    const options: Electron.OpenDialogOptions = {
      defaultPath: this.#folder.path,
      filters: filtersOf(kind),
      properties: [
        kind === 'folder' ? 'openDirectory' : 'openFile',
        ...(SEVERAL.includes(kind) ? (['multiSelections'] as const) : []),
      ],
    };
    const owner = this.#owner();
    const { canceled, filePaths } = await (owner === null
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(owner, options));
    if (canceled || filePaths[0] === undefined) return [];
    this.#folder.remember(filePaths[0]);
    return filePaths;
  }

  /** A path; null when the user closes the dialog. */
  async save(suggestedName: string): Promise<string | null> {
    const options = { defaultPath: this.#folder.join(plainName(suggestedName)) };
    const owner = this.#owner();
    const { canceled, filePath } = await (owner === null
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(owner, options));
    if (canceled || filePath === '') return null;
    this.#folder.remember(filePath);
    return filePath;
  }
}

function filtersOf(kind: PickKind): Electron.FileFilter[] {
  const { allFiles, ...strings } = mainStrings();
  const files = (name: string, ...extensions: readonly string[]) => ({ name, extensions: [...extensions] });
  const filters = {
    raster: [
      files('GeoTIFF', 'tif', 'tiff', 'gtiff', 'btf'),
      files(strings.otherRasters, ...CONVERTIBLE_ENDINGS),
    ],
    model: [files(strings.checkpoint, ...CHECKPOINT_ENDINGS)],
    pairs: [files(strings.pairs, 'json', 'jsonl', 'csv', 'tsv', 'png', 'jpg', 'jpeg', 'webp')],
    list: [
      files(strings.lists, 'json', 'jsonl', 'csv', 'tsv', 'txt'),
      files(strings.polygons, 'geojson', 'gpkg', 'shp', 'kml', 'kmz'),
    ],
    project: [files(strings.project, PROJECT_ENDING)],
  };
  return kind === 'folder' ? [] : [...filters[kind], files(allFiles, '*')];
}

/** The suggested name without anything that could lead to another folder. */
function plainName(suggested: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out here
  return suggested.replace(/[/\\:*?"<>|\u0000-\u001f\u007f]/gu, '_').replace(/^\.+/, '_');
}
