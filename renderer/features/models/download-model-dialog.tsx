/** Choice of published weights or an address to download, with size, licence, mirror and proxy. */
import { type ReactNode, useState } from 'react';
import type { Activation, DownloadSettings, KnownModelSummary } from '../../../core/documents/model.ts';
import { useApplication } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useDownloadSettings, useKnownModels, useModels } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { SegmentedField, SelectField, TextInput } from '../../ui/fields.tsx';
import { formatBytes } from '../../ui/format.ts';
import { strings as common } from '../../ui/strings.ts';
import { ActivationField } from './activation-field.tsx';
import { isModelName, nameFromAddress, startDownload } from './model-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type From = 'known' | 'url';

export function DownloadModelDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const known = useKnownModels();
  const settings = useDownloadSettings();
  return known && settings ? <DownloadForm known={known} settings={settings} onClose={onClose} /> : null;
}

type FormProps = {
  readonly known: readonly KnownModelSummary[];
  readonly settings: DownloadSettings;
  readonly onClose: () => void;
};

function DownloadForm({ known, settings: kept, onClose }: FormProps): ReactNode {
  const app = useApplication();
  const taken = useModels().map(({ name }) => name);
  const [from, setFrom] = useState<From>('known');
  const [model, setModel] = useState(known[0]);
  const [url, setUrl] = useState('');
  const [edited, setEdited] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Activation | null>(null);
  const [settings, setSettings] = useState(kept);
  const name = edited ?? (from === 'known' ? model.id : nameFromAddress(url));
  const isAsked = from === 'known' && model.activation === null;
  const fault = !isModelName(name) ? strings.badName : taken.includes(name) ? strings.takenName : null;
  const isReady = fault === null && (from === 'known' || isAddress(url)) && !(isAsked && chosen === null);
  const start = async (): Promise<void> => {
    if (settings !== kept) await app.core.call('models.setDownloadSettings', settings);
    const source = from === 'known' ? { kind: from, model: model.id } : { kind: from, url: url.trim() };
    await startDownload(app, { source, name, activation: isAsked || from === 'url' ? chosen : null });
  };
  return (
    <ModalDialog
      title={strings.downloadTitle}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button
            tone="primary"
            isDisabled={!isReady}
            onPress={() => {
              onClose();
              attempt(app, strings.downloading(name), start);
            }}
          >
            {strings.downloadStart}
          </Button>
        </>
      }
    >
      <div className={style.form}>
        <SegmentedField<From>
          label={strings.downloadFrom}
          value={from}
          choices={[
            { id: 'known', label: strings.fromKnown },
            { id: 'url', label: strings.fromUrl },
          ]}
          onChange={setFrom}
        />
        {from === 'known' ? (
          <KnownFields
            known={known}
            model={model}
            onChange={(next) => {
              setModel(next);
              setEdited(null);
              setChosen(null);
            }}
          />
        ) : (
          <TextInput label={strings.address} value={url} onChange={setUrl} placeholder="https://…" />
        )}
        <TextInput
          label={strings.name}
          value={name}
          onChange={setEdited}
          error={url === '' && from === 'url' ? null : fault}
        />
        {isAsked && <ActivationField value={chosen} onChange={setChosen} reason={strings.unsettledText} />}
        {from === 'url' && (
          <ActivationField value={chosen} onChange={setChosen} reason={strings.askActivationUrlText} />
        )}
        <NetworkFields settings={settings} onChange={setSettings} />
      </div>
    </ModalDialog>
  );
}

type KnownFieldsProps = {
  readonly known: readonly KnownModelSummary[];
  readonly model: KnownModelSummary;
  readonly onChange: (model: KnownModelSummary) => void;
};

function KnownFields({ known, model, onChange }: KnownFieldsProps): ReactNode {
  return (
    <>
      <SelectField
        label={strings.publishedModel}
        value={model.id}
        choices={known.map(({ id, title }) => ({ id, label: title }))}
        onChange={(id) => {
          const next = byId(known, id);
          if (next) onChange(next);
        }}
      />
      <Facts rows={factsOf(model)} />
    </>
  );
}

type NetworkFieldsProps = {
  readonly settings: DownloadSettings;
  readonly onChange: (settings: DownloadSettings) => void;
};

function NetworkFields({ settings, onChange }: NetworkFieldsProps): ReactNode {
  return (
    <details className={style.network}>
      <summary>{strings.network}</summary>
      <TextInput
        label={strings.mirror}
        value={settings.mirror ?? ''}
        onChange={(mirror) => onChange({ ...settings, mirror: mirror || null })}
        placeholder="https://huggingface.co"
      />
      <TextInput
        label={strings.proxy}
        value={settings.proxy ?? ''}
        onChange={(proxy) => onChange({ ...settings, proxy: proxy || null })}
        placeholder="http://proxy:3128"
      />
      <p className={style.muted}>{strings.networkText}</p>
    </details>
  );
}

function factsOf(model: KnownModelSummary): readonly (readonly [string, string])[] {
  const { architecture, contextLength, sizeBytes, licence, page, url } = model;
  return [
    [strings.kind, strings.knownKind(architecture, contextLength)],
    [strings.size, strings.about(formatBytes(sizeBytes))],
    [strings.licence, licence ?? strings.unknownLicence],
    [strings.page, page],
    [strings.source, url],
  ];
}

function isAddress(text: string): boolean {
  return URL.canParse(text.trim()) && /^https?:/.test(text.trim());
}
