/** Weight of a term: whether it is looked for or avoided, and how strongly. */
import type { ReactNode } from 'react';
import { SegmentedField } from '../../ui/fields.tsx';
import { NumberInput } from '../../ui/number-input.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly name: string;
  readonly value: number;
  readonly onChange: (weight: number) => void;
};

type Sign = 'with' | 'without';

export function WeightField({ name, value, onChange }: Props): ReactNode {
  const sign: Sign = value < 0 ? 'without' : 'with';
  return (
    <div className={style.weight}>
      <SegmentedField<Sign>
        label={strings.signOf(name)}
        value={sign}
        choices={[
          { id: 'with', label: strings.with },
          { id: 'without', label: strings.without },
        ]}
        onChange={(next) => onChange(next === sign ? value : -value)}
      />
      <NumberInput
        hidesLabel
        label={strings.weightOf(name)}
        unit="×"
        value={Math.abs(value)}
        min={0.05}
        max={10}
        step={0.05}
        digits={2}
        onChange={(weight) => onChange(sign === 'with' ? weight : -weight)}
      />
    </div>
  );
}
