/** Less common options: counter-examples, share of the base, device, augmentation, sample sentences, checkpoint interval. */
import type { ReactNode } from 'react';
import { Label, TextArea, TextField } from 'react-aria-components';
import { RUN_DEVICES } from '../../../core/documents/run.ts';
import { useProject, useScenes } from '../../state/core-queries.ts';
import { layerOf } from '../../state/layer-of.ts';
import { CheckField, SelectField } from '../../ui/fields.tsx';
import { NumberInput } from '../../ui/number-input.tsx';
import ui from '../../ui/ui.module.css';
import written from '../../ui/written-text.module.css';
import type { RunDraft } from './run-draft.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const NO_SCENE = 'none';

type Props = { readonly draft: RunDraft; readonly change: (part: Partial<RunDraft>) => void };

export function RunOptions({ draft, change }: Props): ReactNode {
  return (
    <details className={style.details}>
      <summary>{strings.moreOptions}</summary>
      <Forgetting draft={draft} change={change} />
      <Device draft={draft} change={change} />
      <Augmentation draft={draft} change={change} />
      <Samples draft={draft} change={change} />
    </details>
  );
}

/** What keeps a run of few pairs from learning nothing, or from forgetting the rest. */
function Forgetting({ draft, change }: Props): ReactNode {
  return (
    <>
      <CheckField isSelected={draft.everyday} onChange={(everyday) => change({ everyday })}>
        {strings.everyday}
      </CheckField>
      <small>{strings.everydayHint}</small>
      <NumberInput
        label={strings.kept}
        value={draft.keptPercent}
        min={0}
        max={99}
        unit="%"
        onChange={(keptPercent) => change({ keptPercent })}
      />
      <small>{strings.keptHint}</small>
    </>
  );
}

function Device({ draft, change }: Props): ReactNode {
  return (
    <>
      <SelectField
        label={strings.device}
        value={draft.device}
        choices={RUN_DEVICES.map((id) => ({ id, label: strings.devices[id] }))}
        onChange={(device) => change({ device })}
      />
      {draft.device === 'webgpu' && <small>{strings.deviceHint}</small>}
    </>
  );
}

function Augmentation({ draft, change }: Props): ReactNode {
  return (
    <>
      <CheckField isSelected={draft.flips} onChange={(flips) => change({ flips })}>
        {strings.flips}
      </CheckField>
      <CheckField isSelected={draft.turns} onChange={(turns) => change({ turns })}>
        {strings.turns}
      </CheckField>
      {(draft.flips || draft.turns) && <small>{strings.turnsHint}</small>}
      <div className={style.grid}>
        <NumberInput
          label={strings.crop}
          value={draft.cropPercent}
          min={10}
          max={100}
          unit="%"
          onChange={(cropPercent) => change({ cropPercent })}
        />
        <NumberInput
          label={strings.checkpointEvery}
          value={draft.checkpointMinutes}
          min={0}
          max={100_000}
          digits={1}
          unit={strings.minutes}
          onChange={(checkpointMinutes) => change({ checkpointMinutes })}
        />
      </div>
    </>
  );
}

function Samples({ draft, change }: Props): ReactNode {
  const { layers } = useProject();
  const scenes = useScenes().filter(({ id }) => layerOf(layers, id) !== null);
  return (
    <>
      <SelectField
        label={strings.sampleScene}
        value={draft.sampleScene ?? NO_SCENE}
        choices={[
          { id: NO_SCENE, label: strings.noSamples },
          ...scenes.map(({ id, name }) => ({ id, label: name })),
        ]}
        onChange={(id) => change({ sampleScene: id === NO_SCENE ? null : id })}
      />
      {draft.sampleScene !== null && (
        <>
          <TextField
            className={ui.field}
            value={draft.sampleTexts}
            onChange={(sampleTexts) => change({ sampleTexts })}
          >
            <Label>{strings.sampleTexts}</Label>
            <TextArea className={written.text} rows={3} spellCheck={false} />
          </TextField>
          <NumberInput
            label={strings.sampleSize}
            value={draft.sampleSizePx}
            min={16}
            max={16_384}
            unit="px"
            onChange={(sampleSizePx) => change({ sampleSizePx })}
          />
        </>
      )}
    </>
  );
}
