/** Window sizes in pixels or metres: changed, added, removed, set back. */
import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { NumberInput } from '../../ui/number-input.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

const SMALLEST_PX = 16;
const LARGEST_PX = 16_384;
const SIZES_AT_MOST = 8;

export type SizeUnit = 'px' | 'm';

type Props = {
  /** In the unit. */
  readonly sizes: readonly number[];
  readonly unit: SizeUnit;
  /** Choice of the unit. */
  readonly units: ReactNode;
  readonly onChange: (sizes: readonly number[]) => void;
  readonly onReset: () => void;
};

export function SizesField({ sizes, unit, units, onChange, onReset }: Props): ReactNode {
  const largest = unit === 'px' ? LARGEST_PX : Number.POSITIVE_INFINITY;
  const last = sizes.at(-1);
  return (
    <fieldset className={style.sizes}>
      <legend>{strings.sizes}</legend>
      {units}
      <div className={style.sizeList}>
        {sizes.map((size, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a size is known by its place only
          <div key={i} className={style.size}>
            <NumberInput
              hidesLabel
              label={strings.size(i + 1)}
              unit={unit}
              digits={unit === 'm' ? 1 : 0}
              value={size}
              onChange={(value) => onChange(sizes.with(i, value))}
            />
            <IconButton
              label={strings.removeSize(i + 1)}
              icon={X}
              isDisabled={sizes.length === 1}
              onPress={() => onChange(sizes.toSpliced(i, 1))}
            />
          </div>
        ))}
      </div>
      <div className={style.sizeActions}>
        <Button
          tone="quiet"
          icon={Plus}
          isDisabled={last === undefined || sizes.length >= SIZES_AT_MOST}
          onPress={() => onChange([...sizes, Math.min(largest, 2 * (last ?? SMALLEST_PX))])}
        >
          {strings.addSize}
        </Button>
        <Button tone="quiet" onPress={onReset}>
          {strings.defaults}
        </Button>
      </div>
    </fieldset>
  );
}

export function isAllowedPx(size: number): boolean {
  return Number.isInteger(size) && size >= SMALLEST_PX && size <= LARGEST_PX;
}
