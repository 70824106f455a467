/** Saves the hits of an answer as one file, in a format of the user's choice. */
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import {
  type CollectionAnswer,
  HIT_FILE_FORMATS,
  type HitFileFormat,
} from '../../../core/documents/collection.ts';
import type { Application } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt, showToast } from '../../state/toasts.ts';
import { formatBytes, formatCount } from '../../ui/format.ts';
import { saveLink } from '../../ui/save-link.ts';
import ui from '../../ui/ui.module.css';
import { strings as exporting } from '../exporting/strings.ts';
import { strings } from './strings.ts';

export function SaveMenu({ answer }: { readonly answer: CollectionAnswer }): ReactNode {
  const app = useApplication();
  return (
    <MenuTrigger>
      <AriaButton className={ui.button} isDisabled={answer.hits.length === 0}>
        <Download size={16} aria-hidden />
        {strings.export}
      </AriaButton>
      <Popover className={ui.popover}>
        <Menu className={ui.menu} aria-label={strings.export}>
          {HIT_FILE_FORMATS.map((format) => (
            <MenuItem
              key={format}
              className={ui.menuItem}
              onAction={() => attempt(app, strings.export, () => saveHits(app, answer, format))}
            >
              <span />
              {exporting.formats[format]}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

async function saveHits(app: Application, { id }: CollectionAnswer, format: HitFileFormat): Promise<void> {
  const target = await app.shell.saveAs(`hits.${format}`);
  if (target === null) return;
  const { name, url, features, bytes } = await app.core.call('collections.export', {
    answer: id,
    format,
    target: target === 'download' ? null : target.id,
  });
  const isDownload = target === 'download';
  if (isDownload) saveLink(url, name);
  showToast(app, {
    tone: 'good',
    title: strings.exported,
    text: strings.exportedText(name, formatCount(features ?? 0), formatBytes(bytes)),
    link: isDownload ? { label: strings.saveFile, url, fileName: name } : null,
  });
}
