/** A short slider for the opacity of a layer in its row. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { strings } from './strings.ts';
import style from './ui.module.css';

/** After the last key: several presses are one change, and one step of undo. */
const KEY_PAUSE_MS = 300;

type Props = {
  readonly label: string;
  /** 0 to 1. */
  readonly value: number;
  /** When the thumb is let go, or the keys rest. */
  readonly onCommit: (value: number) => void;
};

export function OpacitySlider({ label, value, onCommit }: Props): ReactNode {
  const [opacity, setOpacity] = useState(value);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isMoved = useRef(false);
  /** Values that have been committed and not come back yet. */
  const sent = useRef<readonly number[]>([]);
  // Follows undo, but no value of its own that it has left meanwhile. A slider made anew would lose the focus.
  useEffect(() => {
    const own = sent.current.indexOf(value);
    sent.current = own < 0 ? [] : sent.current.slice(own + 1);
    if (sent.current.length === 0 && !isMoved.current) setOpacity(value);
  }, [value]);
  useEffect(() => () => clearTimeout(waiting.current), []);
  const commit = (): void => {
    clearTimeout(waiting.current);
    isMoved.current = false;
    if (opacity === (sent.current.at(-1) ?? value)) return;
    sent.current = [...sent.current, opacity];
    onCommit(opacity);
  };
  const commitLater = (): void => {
    clearTimeout(waiting.current);
    waiting.current = setTimeout(commit, KEY_PAUSE_MS);
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
      onChange={({ currentTarget }) => {
        isMoved.current = true;
        setOpacity(Number(currentTarget.value));
      }}
      onPointerUp={commit}
      onKeyUp={commitLater}
      onBlur={commit}
    />
  );
}
