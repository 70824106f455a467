/** Filters of a question to a collection: place, dates, names, hits of one scene. */
import type { ReactNode } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { useApplication, useView } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, SelectField, TextInput } from '../../ui/fields.tsx';
import ui from '../../ui/ui.module.css';
import {
  changePart,
  limitCollection,
  limitCollectionToFile,
  limitCollectionToView,
  WHOLE,
} from './ask-collection.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const NO_LIMIT = 'all';
const LIMITS = [1, 2, 3, 5, 10];

export function PartFields({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useApplication();
  const { filter, perScene, merges } = useView((state) => state.collectionPart) ?? WHOLE;
  const { area, from, to, name } = filter;
  const draw = (): void => {
    onClose();
    app.view.setState({ tool: 'area', areaFor: 'question' });
  };
  return (
    <>
      <span className={style.area}>
        <strong>{area === null ? strings.everywhere : strings.inArea}</strong>
        <Button onPress={() => limitCollectionToView(app)}>{strings.view}</Button>
        <Button onPress={draw}>{strings.draw}</Button>
        <Button onPress={() => attempt(app, strings.ofFile, () => limitCollectionToFile(app))}>
          {strings.ofFile}
        </Button>
        {area !== null && <Button onPress={() => limitCollection(app, null)}>{strings.everywhere}</Button>}
      </span>
      <div className={style.days}>
        <DayField
          label={strings.from}
          value={from}
          onChange={(day) => changePart(app, { filter: { ...filter, from: day } })}
        />
        <DayField
          label={strings.to}
          value={to}
          onChange={(day) => changePart(app, { filter: { ...filter, to: day } })}
        />
      </div>
      <TextInput
        label={strings.namePart}
        value={name ?? ''}
        onChange={(text) => changePart(app, { filter: { ...filter, name: text === '' ? null : text } })}
      />
      <SelectField<string>
        label={strings.perScene}
        value={perScene === null ? NO_LIMIT : String(perScene)}
        choices={[
          { id: NO_LIMIT, label: strings.noLimit },
          ...LIMITS.map((count) => ({ id: String(count), label: strings.atMost(count) })),
        ]}
        onChange={(id) => changePart(app, { perScene: id === NO_LIMIT ? null : Number(id) })}
      />
      <CheckField isSelected={merges} onChange={(on) => changePart(app, { merges: on })}>
        {strings.merges}
      </CheckField>
    </>
  );
}

/** Null while the day is empty or half written. */
function DayField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (day: string | null) => void;
}): ReactNode {
  return (
    <TextField
      className={ui.field}
      type="date"
      value={value ?? ''}
      onChange={(day) => onChange(day === '' ? null : day)}
    >
      <Label>{label}</Label>
      <Input className={ui.input} />
    </TextField>
  );
}
