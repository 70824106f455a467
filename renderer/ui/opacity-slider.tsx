/** A short slider for the opacity of a layer in its row. */
import { type ReactNode, useEffect, useState } from 'react';
import { strings } from './strings.ts';
import style from './ui.module.css';

type Props = {
  readonly label: string;
  /** 0 to 1. */
  readonly value: number;
  /** When the thumb is let go. */
  readonly onCommit: (value: number) => void;
};

export function OpacitySlider({ label, value, onCommit }: Props): ReactNode {
  const [opacity, setOpacity] = useState(value);
  // Follows undo. A slider made anew would lose the focus.
  useEffect(() => setOpacity(value), [value]);
  const commit = (): void => {
    if (opacity !== value) onCommit(opacity);
  };
  return (
    <input
      type="range"
      className={style.opacity}
      aria-label={label}
      title={strings.opacity(Math.round(100 * opacity))}
      min={0}
      max={1}
      step={0.05}
      value={opacity}
      onChange={({ currentTarget }) => setOpacity(Number(currentTarget.value))}
      onPointerUp={commit}
      onKeyUp={commit}
    />
  );
}
