/** Weight of a term: positive looks for it, negative avoids it. */
import type { ReactNode } from 'react';
import { SliderField } from '../../ui/fields.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly name: string;
  readonly value: number;
  readonly onChange: (weight: number) => void;
};

export function WeightField({ value, onChange }: Props): ReactNode {
  return (
    <div className={style.weight}>
      <SliderField
        label={strings.weight}
        value={value}
        min={-2}
        max={2}
        step={0.1}
        format={{ signDisplay: 'exceptZero', maximumFractionDigits: 1 }}
        onChange={onChange}
      />
    </div>
  );
}
