// biome-ignore-all lint/a11y/useSemanticElements: the grid is a drawing, which table elements cannot be
// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: as above
/** Confusion matrix: true class by row, predicted class by column. One grid for the keyboard; Enter or a click opens a cell. */
import { type KeyboardEvent, type ReactNode, useId, useMemo, useState } from 'react';
import panel from '../../ui/panel.module.css';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly names: readonly string[];
  readonly counts: readonly (readonly number[])[];
  readonly onOpen: (truth: number, predicted: number) => void;
};

type Cell = { readonly row: number; readonly col: number };

/** Units of the drawing. */
const CELL = 10;
/** More classes leave no room for numbers or names. */
const MOST_WITH_NUMBERS = 14;

export function ConfusionMatrix({ names, counts, onOpen }: Props): ReactNode {
  const id = useId();
  /** The cell that keys start from, and the one under the pointer. */
  const [active, setActive] = useState<Cell>({ row: 0, col: 0 });
  const [hovered, setHovered] = useState<Cell | null>(null);
  const totals = useMemo(() => counts.map((row) => row.reduce((sum, each) => sum + each, 0)), [counts]);
  const wordsOf = ({ row, col }: Cell): string =>
    row === col
      ? strings.confusionRight(names[row], counts[row][col], totals[row])
      : strings.confusionCell(names[row], names[col], counts[row][col], totals[row]);
  const open = ({ row, col }: Cell): void => {
    if (counts[row][col] > 0) onOpen(row, col);
  };
  const press = (event: KeyboardEvent): void => {
    const next = moved(active, event, names.length);
    if (next) {
      setActive(next);
      setHovered(null);
      document.getElementById(cellId(id, next))?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' || event.key === ' ') open(active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const side = names.length * CELL;
  return (
    <>
      <p className={panel.hint}>{strings.confusionHint}</p>
      <svg
        className={style.matrix}
        viewBox={`-1 -1 ${side + 2} ${side + 2}`}
        role="grid"
        tabIndex={0}
        aria-label={strings.confusion}
        aria-activedescendant={cellId(id, active)}
        onKeyDown={press}
        onPointerLeave={() => setHovered(null)}
      >
        {counts.map((row, r) => (
          <g key={names[r]} role="row" tabIndex={-1}>
            {row.map((count, c) => (
              <g
                key={names[c]}
                id={cellId(id, { row: r, col: c })}
                role="gridcell"
                aria-label={wordsOf({ row: r, col: c })}
                data-right={r === c || undefined}
                data-active={(r === active.row && c === active.col) || undefined}
                data-empty={count === 0 || undefined}
                onClick={() => {
                  setActive({ row: r, col: c });
                  open({ row: r, col: c });
                }}
                onPointerEnter={() => setHovered({ row: r, col: c })}
              >
                <rect x={c * CELL} y={r * CELL} width={CELL} height={CELL} />
                {count > 0 && (
                  <rect
                    x={c * CELL}
                    y={r * CELL}
                    width={CELL}
                    height={CELL}
                    fillOpacity={0.15 + (0.85 * count) / totals[r]}
                  />
                )}
                {count > 0 && names.length <= MOST_WITH_NUMBERS && (
                  <text x={(c + 0.5) * CELL} y={(r + 0.65) * CELL} aria-hidden>
                    {count}
                  </text>
                )}
              </g>
            ))}
          </g>
        ))}
      </svg>
      <p className={style.readout} role="status">
        {wordsOf(hovered ?? active)}
      </p>
    </>
  );
}

function cellId(id: string, { row, col }: Cell): string {
  return `${id}-${row}-${col}`;
}

/** The cell that a key leads to; null for another key. */
function moved({ row, col }: Cell, { key, ctrlKey }: KeyboardEvent, size: number): Cell | null {
  const within = (at: number): number => Math.min(Math.max(at, 0), size - 1);
  if (key === 'ArrowUp') return { row: within(row - 1), col };
  if (key === 'ArrowDown') return { row: within(row + 1), col };
  if (key === 'ArrowLeft') return { row, col: within(col - 1) };
  if (key === 'ArrowRight') return { row, col: within(col + 1) };
  if (key === 'Home') return { row: ctrlKey ? 0 : row, col: 0 };
  if (key === 'End') return { row: ctrlKey ? size - 1 : row, col: size - 1 };
  return null;
}
