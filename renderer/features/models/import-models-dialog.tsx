/** Summary of each checkpoint before import, with its name and whatever the file does not specify. One file at a time. */
import { type ReactNode, useState } from 'react';
import type { Grant } from '../../../core/documents/ids.ts';
import type { Activation, CheckpointSummary } from '../../../core/documents/model.ts';
import { useApplication } from '../../state/application-context.ts';
import { useCheckpoint } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { SelectField, TextInput } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { strings as common } from '../../ui/strings.ts';
import { ActivationField } from './activation-field.tsx';
import { isModelName, startImport } from './model-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

/** Choice of none of the published models. */
const OTHER = '';

type Props = { readonly grants: readonly Grant[]; readonly onClose: () => void };

export function ImportModelsDialog({ grants, onClose }: Props): ReactNode {
  const [at, setAt] = useState(0);
  const grant = grants[at];
  if (!grant) return null;
  const next = (): void => (at + 1 < grants.length ? setAt(at + 1) : onClose());
  return <ImportForm key={grant.id} grant={grant} onClose={onClose} onDone={next} />;
}

type FormProps = { readonly grant: Grant; readonly onClose: () => void; readonly onDone: () => void };

function ImportForm({ grant, onClose, onDone }: FormProps): ReactNode {
  const app = useApplication();
  const { data: checkpoint, error } = useCheckpoint(grant.id);
  const [edited, setEdited] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Activation | null>(null);
  const [knownAs, setKnownAs] = useState<string | null>(null);
  const known = checkpoint?.candidates.find(({ id }) => id === knownAs);
  const name = edited ?? (checkpoint ? checkpoint.name : '');
  const isReady =
    checkpoint !== undefined &&
    isModelName(name) &&
    (checkpoint.activation !== null || known?.activation != null || chosen !== null);
  return (
    <ModalDialog
      title={strings.importTitle(grant.name)}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button
            tone="primary"
            isDisabled={!isReady}
            onPress={() => {
              onDone();
              attempt(app, strings.importing, () => startImport(app, grant.id, name, chosen, knownAs));
            }}
          >
            {strings.importStart}
          </Button>
        </>
      }
    >
      <div className={style.form} aria-live="polite">
        {error && (
          <Notice tone="bad" title={strings.cannotImport}>
            {error.message}
          </Notice>
        )}
        {!error && !checkpoint && strings.inspecting}
        {checkpoint && (
          <>
            <Facts rows={factsOf(checkpoint)} />
            <TextInput
              label={strings.name}
              value={name}
              onChange={setEdited}
              error={isModelName(name) ? null : strings.badName}
            />
            {checkpoint.candidates.length > 0 && (
              <SelectField
                label={strings.knownAs}
                value={knownAs ?? OTHER}
                choices={[
                  { id: OTHER, label: strings.anotherModel },
                  ...checkpoint.candidates.map(({ id, title }) => ({ id, label: title })),
                ]}
                onChange={(id) => setKnownAs(id === OTHER ? null : id)}
              />
            )}
            {known !== undefined && known.promptPrefix !== '' && (
              <p>{strings.promptPrefix(known.promptPrefix.trim())}</p>
            )}
            {checkpoint.activation === null && known?.activation == null && (
              <ActivationField value={chosen} onChange={setChosen} reason={strings.askActivationText} />
            )}
          </>
        )}
      </div>
    </ModalDialog>
  );
}

function factsOf(checkpoint: CheckpointSummary): readonly (readonly [string, string])[] {
  const { architecture, contextLength, embeddingDim, parameters, format, layout, activation } = checkpoint;
  return [
    [strings.kind, strings.kindValue(architecture, contextLength, embeddingDim)],
    [strings.weights, formatCount(parameters)],
    [strings.format, `${format}, ${strings.layoutValue(layout)}`],
    ...(activation === null
      ? []
      : ([[strings.activation, strings.activationValue(activation.value, activation.from)]] as const)),
  ];
}
