/** A bar for each class with its 95 % interval and the number of pictures, the worst class first. */
import type { ReactNode } from 'react';
import type { ClassFigures } from '../../../core/documents/evaluation-report.ts';
import panel from '../../ui/panel.module.css';
import { figureText } from './evaluation-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function ClassBars({ classes }: { readonly classes: readonly ClassFigures[] }): ReactNode {
  const sorted = classes.toSorted((a, b) => (a.accuracy ?? 101) - (b.accuracy ?? 101));
  return (
    <>
      <p className={panel.hint}>{strings.classBars}</p>
      <ul className={style.bars} aria-label={strings.classes}>
        {sorted.map((each) => (
          <ClassBar key={each.folder} figures={each} />
        ))}
      </ul>
    </>
  );
}

function ClassBar({ figures }: { readonly figures: ClassFigures }): ReactNode {
  const { name, folder, accuracy, interval, images } = figures;
  return (
    <li title={folder === name ? name : `${name} (${folder})`}>
      <span>{name}</span>
      <Bar value={accuracy} interval={interval} />
      <span>
        {accuracy === null ? '–' : strings.percent(figureText(accuracy))}
        <small>
          {interval === null ? '' : `${Math.round(interval[0])}–${Math.round(interval[1])} · `}n {images}
        </small>
      </span>
    </li>
  );
}

type BarProps = {
  /** 0 to 100. */
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
};

/** The figures stand beside it, so it is hidden from screen readers. */
function Bar({ value, interval }: BarProps): ReactNode {
  return (
    <svg viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden>
      <rect className={style.barGround} width="100" height="16" />
      {value !== null && <rect className={style.bar} y="3" width={value} height="10" />}
      {interval !== null && (
        <path
          className={style.error}
          d={`M${interval[0]} 8H${interval[1]}M${interval[0]} 5v6M${interval[1]} 5v6`}
        />
      )}
    </svg>
  );
}
