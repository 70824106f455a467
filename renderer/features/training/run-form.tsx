/** Form for a run, which must be checked and estimated on this machine before it can start. */
import { type ReactNode, useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { type DatasetDetail, TEXT_KINDS } from '../../../core/documents/dataset.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import type { RunRequest, RunSummary } from '../../../core/documents/run.ts';
import { byId } from '../../state/by-id.ts';
import { useModels } from '../../state/core-queries.ts';
import { useDatasets } from '../../state/dataset-queries.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/fields.tsx';
import { NumberInput } from '../../ui/number-input.tsx';
import ui from '../../ui/ui.module.css';
import { PlanView } from './plan-view.tsx';
import { newDraft, type PresetId, presetFor, type RunDraft, toRequest } from './run-draft.ts';
import { RunOptions } from './run-options.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly dataset: DatasetDetail;
  readonly base: ModelId;
  readonly runs: readonly RunSummary[];
};

const PRESET_CHOICES = (['quick', 'standard', 'thorough', 'paper'] as const).map((id) => ({
  ...{ id, label: strings.presets[id] },
}));
const TEXTS = TEXT_KINDS.map((id) => ({ id, label: strings.textsChoices[id] }));
const PARTS = (['projections', 'last-blocks', 'vision', 'text', 'all'] as const).map((id) => ({
  ...{ id, label: strings.partsChoices[id] },
}));
const OPTIMIZERS = [
  { id: 'adamw', label: 'AdamW' },
  { id: 'sgd', label: 'SGD' },
] as const;

export function RunForm({ dataset, base, runs }: Props): ReactNode {
  const models = useModels();
  const taken = [...runs.map(({ name }) => name), ...models.map(({ id }) => id)];
  const [draft, setDraft] = useState<RunDraft>(() =>
    newDraft(freeName(taken), dataset.id, dataset.pairs, base),
  );
  const [checked, setChecked] = useState<RunRequest | null>(null);
  const change = (part: Partial<RunDraft>): void => setDraft((now) => ({ ...now, ...part }));
  /** Keeps the settings for the next run, under a new name. */
  const renew = (): void => {
    change({ name: freeName([...taken, draft.name]) });
    setChecked(null);
  };
  const request = toRequest(draft);
  const isChecked = checked !== null && JSON.stringify(checked) === JSON.stringify(request);
  return (
    <>
      <TextField className={ui.field} value={draft.name} onChange={(name) => change({ name })}>
        <Label>{strings.name}</Label>
        <Input className={ui.input} spellCheck={false} />
      </TextField>
      <Choices draft={draft} change={change} />
      <Numbers draft={draft} change={change} />
      <RunOptions draft={draft} change={change} />
      {!isChecked && (
        <span className={style.buttons}>
          <Button tone="primary" isDisabled={draft.name.trim() === ''} onPress={() => setChecked(request)}>
            {strings.check}
          </Button>
        </span>
      )}
      {isChecked && <PlanView request={checked} onStarted={renew} />}
    </>
  );
}

function freeName(taken: readonly string[]): string {
  for (let i = 1; ; i++) if (!taken.includes(strings.defaultName(i))) return strings.defaultName(i);
}

type PartProps = { readonly draft: RunDraft; readonly change: (part: Partial<RunDraft>) => void };

function Choices({ draft, change }: PartProps): ReactNode {
  const { data: datasets = [] } = useDatasets();
  const models = useModels();
  const [preset, setPreset] = useState<PresetId>('standard');
  return (
    <div className={style.grid}>
      <SelectField
        label={strings.dataset}
        value={draft.dataset}
        choices={datasets.map(({ id, name }) => ({ id, label: name }))}
        onChange={(dataset) => change({ dataset })}
      />
      <SelectField
        label={strings.base}
        value={draft.base}
        choices={models.map(({ id, name }) => ({ id, label: name }))}
        onChange={(base) => change({ base })}
      />
      <SelectField
        label={strings.preset}
        value={preset}
        choices={PRESET_CHOICES}
        onChange={(next) => {
          setPreset(next);
          const dataset = byId(datasets, draft.dataset);
          change(presetFor(next, dataset ? dataset.pairs : 0));
        }}
      />
      <SelectField
        label={strings.parts}
        value={draft.parts}
        choices={PARTS}
        onChange={(parts) => change({ parts })}
      />
      <SelectField
        label={strings.texts}
        value={draft.texts}
        choices={TEXTS}
        onChange={(texts) => change({ texts })}
      />
      <SelectField
        label={strings.optimizer}
        value={draft.optimizer}
        choices={OPTIMIZERS}
        onChange={(optimizer) => change({ optimizer })}
      />
    </div>
  );
}

function Numbers({ draft, change }: PartProps): ReactNode {
  return (
    <div className={style.grid}>
      <NumberInput
        label={strings.epochs}
        value={draft.epochs}
        min={1}
        max={10_000}
        onChange={(epochs) => change({ epochs })}
      />
      <NumberInput
        label={strings.rate}
        value={draft.rateMillionths}
        min={0.01}
        max={1_000_000}
        digits={2}
        unit={strings.rateUnit}
        onChange={(rateMillionths) => change({ rateMillionths })}
      />
      <NumberInput
        label={strings.batch}
        value={draft.batch}
        min={2}
        max={65_536}
        onChange={(batch) => change({ batch })}
      />
      <NumberInput
        label={strings.validation}
        value={draft.validationPercent}
        min={0}
        max={90}
        unit="%"
        onChange={(validationPercent) => change({ validationPercent })}
      />
      <NumberInput
        label={strings.budget}
        value={draft.budgetMb}
        min={0}
        max={10_000_000}
        unit="MB"
        onChange={(budgetMb) => change({ budgetMb })}
      />
      <NumberInput
        label={strings.seed}
        value={draft.seed}
        min={0}
        max={0xffff_ffff}
        onChange={(seed) => change({ seed })}
      />
      <NumberInput
        label={strings.warmUp}
        value={draft.warmUpSteps}
        min={0}
        max={10_000_000}
        unit={strings.stepsUnit}
        onChange={(warmUpSteps) => change({ warmUpSteps })}
      />
      {draft.parts === 'last-blocks' && (
        <NumberInput
          label={strings.blocks}
          value={draft.blocks}
          min={1}
          max={1000}
          onChange={(blocks) => change({ blocks })}
        />
      )}
    </div>
  );
}
