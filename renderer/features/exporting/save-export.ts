/** Saving of an export: to a file that the user chooses, or as a download where the shell cannot write files. */
import type { GrantId } from '../../../core/documents/ids.ts';
import type { ExportedFile } from '../../../core/documents/search.ts';
import type { Application } from '../../state/application.ts';
import { showToast } from '../../state/toasts.ts';
import { formatBytes, formatCount } from '../../ui/format.ts';
import { saveLink } from '../../ui/save-link.ts';
import { strings } from './strings.ts';

/** `make` writes to the granted file or, with null, to one for download. */
export async function saveExport(
  app: Application,
  name: string,
  make: (target: GrantId | null) => Promise<ExportedFile>,
): Promise<void> {
  const target = await app.shell.saveAs(name);
  if (target === null) return;
  const file = await make(target === 'download' ? null : target.id);
  const text = [textOf(file), file.note].filter(Boolean).join('; ');
  if (target !== 'download') {
    showToast(app, { tone: 'good', title: strings.exported, text, link: null });
    return;
  }
  offer(app, file, text);
  if (file.style !== null) offer(app, file.style, strings.styleText(file.style.name));
}

/** "3 features" in words. */
export function featuresInWords(features: number): string {
  return features === 1 ? strings.oneFeature : strings.features(formatCount(features));
}

function textOf({ name, features, bytes }: ExportedFile): string {
  const size = formatBytes(bytes);
  return features === null
    ? strings.exportedText(name, size)
    : strings.exportedFeatures(name, featuresInWords(features), size);
}

/** Downloads the file at once; the link is for browsers that block several downloads in a row. */
function offer(app: Application, { name, url }: Pick<ExportedFile, 'name' | 'url'>, text: string): void {
  saveLink(url, name);
  const link = { label: strings.saveFile, url, fileName: name };
  showToast(app, { tone: 'good', title: strings.exported, text, link });
}
