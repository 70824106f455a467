/** Limits of a custom stretch, channel by channel. */
import type { ReactNode } from 'react';
import type { ValueRange } from '../../../core/documents/scene.ts';
import { NumberInput } from '../../ui/number-input.tsx';
import { CHANNELS } from './channels.ts';
import style from './style.module.css';
import { titles } from './titles.ts';

type Ranges = readonly [ValueRange, ValueRange, ValueRange];

export function RangeTable({
  ranges,
  onChange,
}: {
  readonly ranges: Ranges;
  readonly onChange: (ranges: Ranges) => void;
}): ReactNode {
  const set = (index: number, range: ValueRange): void =>
    onChange(ranges.with(index, range) as unknown as Ranges);
  return (
    <div className={style.ranges}>
      {CHANNELS.map(({ label, index }) => (
        <div key={label} className={style.rangeRow}>
          <span className={style.muted}>{label}</span>
          <NumberInput
            hidesLabel
            label={titles.minOf(label)}
            value={ranges[index].min}
            digits={6}
            onChange={(min) => set(index, { ...ranges[index], min })}
          />
          <NumberInput
            hidesLabel
            label={titles.maxOf(label)}
            value={ranges[index].max}
            digits={6}
            onChange={(max) => set(index, { ...ranges[index], max })}
          />
        </div>
      ))}
    </div>
  );
}
