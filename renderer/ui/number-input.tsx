/** Field for a number. Loaded on demand: the first window has none. */
import type { ReactNode } from 'react';
import { Group, Input, Label, NumberField } from 'react-aria-components';
import style from './ui.module.css';

type NumberInputProps = {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly digits?: number;
  readonly unit?: string;
  readonly isInline?: boolean;
  readonly hidesLabel?: boolean;
  readonly isDisabled?: boolean;
};

export function NumberInput(props: NumberInputProps): ReactNode {
  const {
    label,
    value,
    onChange,
    min,
    max,
    step,
    digits = 0,
    unit,
    isInline,
    hidesLabel,
    isDisabled,
  } = props;
  return (
    <NumberField
      className={`${style.field} ${isInline ? style.inline : ''}`}
      value={value}
      onChange={(next) => !Number.isNaN(next) && onChange(next)}
      formatOptions={{ maximumFractionDigits: digits, useGrouping: false }}
      {...(min !== undefined && { minValue: min })}
      {...(max !== undefined && { maxValue: max })}
      {...(step !== undefined && { step })}
      {...(isDisabled !== undefined && { isDisabled })}
      {...(hidesLabel && { 'aria-label': label })}
    >
      {!hidesLabel && <Label>{label}</Label>}
      <Group className={style.numberGroup}>
        <Input className={`${style.input} ${style.numbers}`} />
        {unit && <span className={style.unit}>{unit}</span>}
      </Group>
    </NumberField>
  );
}
