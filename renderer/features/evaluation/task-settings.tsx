/** Settings of the chosen task. Empty fields take what the papers and the data set prescribe. */
import type { ReactNode } from 'react';
import { Label, Text, TextArea, TextField } from 'react-aria-components';
import { LOCALIZATION_MAPS, RETRIEVAL_PROTOCOLS } from '../../../core/documents/evaluation.ts';
import { SelectField } from '../../ui/fields.tsx';
import written from '../../ui/written-text.module.css';
import { type EvaluationDraft, TEXTS } from './evaluation-draft.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly draft: EvaluationDraft;
  readonly change: (part: Partial<EvaluationDraft>) => void;
  /** Found by the last check; empty before it. */
  readonly splits: readonly string[];
};

const DEFAULT = 'default';
const ALL = 'all';
const MAPS = LOCALIZATION_MAPS.map((id) => ({ id, label: strings.maps[id] }));

export function TaskSettings(props: Props): ReactNode {
  return (
    <details className={style.details}>
      <summary>{strings.settings}</summary>
      <Fields {...props} />
    </details>
  );
}

function Fields({ draft, change, splits }: Props): ReactNode {
  switch (draft.task) {
    case 'retrieval':
      return (
        <>
          <SplitField draft={draft} change={change} splits={splits} />
          <Retrieval draft={draft} change={change} />
        </>
      );
    case 'classification':
      return (
        <>
          <SplitField draft={draft} change={change} splits={splits} />
          <Lines
            label={strings.prompts}
            hint={strings.promptsHint}
            value={draft.prompts}
            onChange={(prompts) => change({ prompts })}
          />
          <Lines
            label={strings.classNames}
            hint={strings.classNamesHint}
            value={draft.classNames}
            onChange={(classNames) => change({ classNames })}
          />
        </>
      );
    case 'localization':
      return (
        <>
          <SelectField
            label={strings.map}
            value={draft.map}
            choices={MAPS}
            onChange={(map) => change({ map })}
          />
          <Lines
            label={strings.sizes}
            hint={strings.sizesHint}
            value={draft.sizesPx}
            onChange={(sizesPx) => change({ sizesPx })}
            rows={1}
          />
        </>
      );
    case 'length':
      return (
        <>
          <SplitField draft={draft} change={change} splits={splits} />
          <Lines
            label={strings.lengths}
            hint={strings.lengthsHint}
            value={draft.lengths}
            onChange={(lengths) => change({ lengths })}
            rows={1}
          />
        </>
      );
    case 'presence':
      return (
        <Lines
          label={strings.score}
          hint={strings.scoreHint}
          value={draft.score}
          onChange={(score) => change({ score })}
          rows={1}
        />
      );
  }
}

function SplitField({ draft, change, splits }: Props): ReactNode {
  // The core's defaults: classification uses everything, as the papers do.
  const isWhole = draft.task === 'classification';
  const choices = [
    { id: DEFAULT, label: isWhole ? strings.splitAll : strings.splitDefault },
    ...splits.map((id) => ({ id, label: id })),
    ...(isWhole ? [] : [{ id: ALL, label: strings.splitAll }]),
  ];
  return (
    <SelectField
      label={strings.split}
      value={draft.split ?? DEFAULT}
      choices={choices}
      onChange={(id) => change({ split: id === DEFAULT ? null : id })}
    />
  );
}

function Retrieval({ draft, change }: Omit<Props, 'splits'>): ReactNode {
  return (
    <div className={style.grid}>
      <SelectField
        label={strings.texts}
        value={draft.texts ?? DEFAULT}
        choices={[
          { id: DEFAULT, label: strings.textsDefault },
          ...TEXTS.map((id) => ({ id, label: strings.textsChoices[id] })),
        ]}
        onChange={(id) => change({ texts: id === DEFAULT ? null : id })}
      />
      <SelectField
        label={strings.protocol}
        value={draft.protocol ?? DEFAULT}
        choices={[
          { id: DEFAULT, label: strings.protocolDefault },
          ...RETRIEVAL_PROTOCOLS.map((id) => ({ id, label: strings.protocols[id] })),
        ]}
        onChange={(id) => change({ protocol: id === DEFAULT ? null : id })}
      />
    </div>
  );
}

type LinesProps = {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows?: number;
};

function Lines({ label, hint, value, onChange, rows = 2 }: LinesProps): ReactNode {
  return (
    <TextField className={written.field} value={value} onChange={onChange}>
      <span className={written.head}>
        <Label>{label}</Label>
      </span>
      <TextArea className={written.text} rows={rows} spellCheck={false} />
      <Text slot="description" className={written.hint}>
        {hint}
      </Text>
    </TextField>
  );
}
