/** The caption assistant: off until a server is set; shows the first request before sending it. */
import { type ReactNode, useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import {
  type AssistantSettings,
  CAPTION_METHODS,
  type CaptionMethod,
  type DatasetDetail,
} from '../../../core/documents/dataset.ts';
import { sentPictureUrl } from '../../../core/urls/pair-url.ts';
import { useApplication } from '../../state/application-context.ts';
import { useJobs } from '../../state/core-queries.ts';
import { useAssistant, useCaptionPreview } from '../../state/dataset-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { coreStrings } from '../../ui/core-strings.ts';
import { SelectField } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { NumberInput } from '../../ui/number-input.tsx';
import panel from '../../ui/panel.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import ui from '../../ui/ui.module.css';
import { strings } from './strings.ts';
import style from './style.module.css';

const METHODS = CAPTION_METHODS.map((id) => ({
  ...{ id, label: strings.methods[id] },
}));
const NO_SERVER = { url: '', model: '', timeoutSeconds: 120, hasKey: false };

export function AssistantView({ dataset }: { readonly dataset: DatasetDetail }): ReactNode {
  const settings = useAssistant();
  const [isEditing, setEditing] = useState(false);
  if (settings === undefined) return null;
  const isForm = settings === null || isEditing;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={`${panel.scrolling} ${style.check}`} tabIndex={0} aria-label={strings.assistant}>
      {settings === null && <Notice title={strings.assistantOff}>{strings.assistantOffText}</Notice>}
      {isForm ? (
        <ServerForm settings={settings} onDone={() => setEditing(false)} />
      ) : (
        <>
          <ServerLine settings={settings} onEdit={() => setEditing(true)} />
          <Writing dataset={dataset} settings={settings} />
        </>
      )}
    </section>
  );
}

type FormProps = { readonly settings: AssistantSettings | null; readonly onDone: () => void };

function ServerForm({ settings, onDone }: FormProps): ReactNode {
  const app = useApplication();
  const first = settings ?? NO_SERVER;
  const [url, setUrl] = useState(first.url);
  const [model, setModel] = useState(first.model);
  const [key, setKey] = useState('');
  const [timeoutSeconds, setTimeoutSeconds] = useState(first.timeoutSeconds);
  const save = (): void =>
    attempt(app, strings.assistant, async () => {
      await app.core.call('assistant.set', { url, model, key: key === '' ? null : key, timeoutSeconds });
      onDone();
    });
  return (
    <>
      <Line label={strings.serverUrl} value={url} onChange={setUrl} hint="http://127.0.0.1:8080/v1" />
      <Line label={strings.serverModel} value={model} onChange={setModel} hint="qwen2-vl-7b" />
      <Line
        label={first.hasKey ? strings.keyStored : strings.key}
        value={key}
        onChange={setKey}
        hint=""
        isSecret
      />
      <NumberInput
        label={strings.timeLimit}
        value={timeoutSeconds}
        min={1}
        max={3600}
        unit="s"
        onChange={setTimeoutSeconds}
      />
      <span className={style.buttons}>
        <Button tone="primary" isDisabled={url.trim() === '' || model.trim() === ''} onPress={save}>
          {strings.saveServer}
        </Button>
        {settings && <Button onPress={onDone}>{strings.cancel}</Button>}
      </span>
    </>
  );
}

type LineProps = {
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  readonly isSecret?: boolean;
  readonly onChange: (value: string) => void;
};

function Line({ label, value, hint, isSecret, onChange }: LineProps): ReactNode {
  return (
    <TextField className={ui.field} value={value} onChange={onChange} type={isSecret ? 'password' : 'text'}>
      <Label>{label}</Label>
      <Input className={ui.input} placeholder={hint} autoComplete="off" spellCheck={false} />
    </TextField>
  );
}

type ServerProps = { readonly settings: AssistantSettings; readonly onEdit: () => void };

function ServerLine({ settings: { url, model }, onEdit }: ServerProps): ReactNode {
  const app = useApplication();
  const turnOff = async (): Promise<void> => {
    await app.core.call('assistant.turnOff', null);
  };
  return (
    <>
      <p className={style.server}>{strings.server(model, url)}</p>
      <span className={style.buttons}>
        <Button onPress={onEdit}>{strings.changeServer}</Button>
        <Button onPress={() => attempt(app, strings.turnOff, turnOff)}>{strings.turnOff}</Button>
      </span>
    </>
  );
}

type WritingProps = { readonly dataset: DatasetDetail; readonly settings: AssistantSettings };

function Writing({ dataset, settings }: WritingProps): ReactNode {
  const app = useApplication();
  const [method, setMethod] = useState<CaptionMethod>('expand');
  const preview = useCaptionPreview(dataset.id, method);
  const job = useJobs().find(
    ({ spec, state }) =>
      spec.kind === 'caption' && spec.dataset === dataset.id && (state === 'running' || state === 'waiting'),
  );
  const start = async (): Promise<void> => {
    if (!settings.agreed) await app.core.call('assistant.agree', null);
    await app.core.call('jobs.start', { spec: { kind: 'caption', dataset: dataset.id, method } });
  };
  const cancel = async (): Promise<void> => {
    if (job) await app.core.call('jobs.cancel', { job: job.id });
  };
  return (
    <>
      <SelectField label={strings.method} value={method} choices={METHODS} onChange={setMethod} />
      {job && (
        <Notice
          title={strings.writing(formatCount(job.done), formatCount(job.total))}
          actions={<Button onPress={() => attempt(app, strings.cancel, cancel)}>{strings.cancel}</Button>}
        >
          <ProgressBar
            label={coreStrings.said(job.title)}
            share={job.total > 0 ? job.done / job.total : null}
          />
        </Notice>
      )}
      {!job && preview === null && (
        <Notice tone="good" title={strings.nothingToWrite}>
          {strings.nothingToWriteText[method]}
        </Notice>
      )}
      {!job && preview && (
        <>
          <h2>{settings.agreed ? strings.willSend : strings.willSendFirst}</h2>
          <p>{strings.sendTo(preview.url, preview.model)}</p>
          <pre className={style.request}>{preview.text}</pre>
          {preview.withPicture ? (
            <img
              className={style.sent}
              src={sentPictureUrl(dataset.id, preview.pair)}
              alt={strings.sentPicture}
            />
          ) : (
            <p>{strings.noPicture}</p>
          )}
          <p>{strings.nothingElse(preview.pairs)}</p>
          <Button tone="primary" onPress={() => attempt(app, strings.assistant, start)}>
            {settings.agreed ? strings.write(preview.pairs) : strings.agreeAndWrite(preview.pairs)}
          </Button>
        </>
      )}
    </>
  );
}
