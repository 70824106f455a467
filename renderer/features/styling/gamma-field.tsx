/** Gamma of a scene on the screen, with a button that takes it back. */
import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { NumberInput } from '../../ui/number-input.tsx';
import { strings } from './gamma-strings.ts';
import style from './style.module.css';

type Props = { readonly gamma: number; readonly onChange: (gamma: number) => void };

export function GammaField({ gamma, onChange }: Props): ReactNode {
  return (
    <div className={style.gamma} title={strings.hint}>
      <NumberInput
        isInline
        label={strings.gamma}
        value={gamma}
        min={0.1}
        max={10}
        step={0.1}
        digits={1}
        onChange={onChange}
      />
      <IconButton
        label={strings.reset}
        icon={RotateCcw}
        isDisabled={gamma === 1}
        onPress={() => onChange(1)}
      />
    </div>
  );
}
