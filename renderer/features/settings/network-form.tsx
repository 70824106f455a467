/** Mirror and proxy of downloads. */
import { type ReactNode, useState } from 'react';
import type { DownloadSettings } from '../../../core/documents/model.ts';
import { useApplication } from '../../state/application-context.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { attempt, showToast } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { strings } from './strings.ts';

export function NetworkForm({ settings }: { readonly settings: DownloadSettings }): ReactNode {
  const app = useApplication();
  const [mirror, setMirror] = useState(settings.mirror ?? '');
  const [proxy, setProxy] = useState(settings.proxy ?? '');
  const save = async (): Promise<void> => {
    const saved = await app.core.call('models.setDownloadSettings', {
      mirror: mirror.trim() || null,
      proxy: proxy.trim() || null,
    });
    app.cache.setQueryData(queryKeys.downloadSettings, saved);
    showToast(app, { tone: 'good', title: strings.network, text: strings.savedText, link: null });
  };
  return (
    <>
      <TextInput
        label={strings.mirror}
        value={mirror}
        onChange={setMirror}
        placeholder="https://huggingface.co"
      />
      <TextInput label={strings.proxy} value={proxy} onChange={setProxy} placeholder="http://proxy:3128" />
      <div>
        <Button onPress={() => attempt(app, strings.network, save)}>{strings.save}</Button>
      </div>
    </>
  );
}
