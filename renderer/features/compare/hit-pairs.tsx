/** Both ranked lists side by side; each hit shows the rank that the other model gives the same place. */
import type { ReactNode } from 'react';
import type { RasterWindow, SceneDetail } from '../../../core/documents/scene.ts';
import type { ComparedResults, Hit, QueryResult } from '../../../core/documents/search.ts';
import { windowUrl } from '../../../core/urls/window-url.ts';
import { useApplication } from '../../state/application-context.ts';
import { useScene } from '../../state/core-queries.ts';
import { useLayerStyle } from '../../state/use-layer-style.ts';
import { formatScore } from '../../ui/format.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const SHOWN = 20;
/** Intersection over union from which two windows count as the same place. */
const SAME_PLACE = 0.3;

export function HitPairs({ results: { a, b } }: { readonly results: ComparedResults }): ReactNode {
  const of = Math.min(10, a.hits.length, b.hits.length);
  const shared = a.hits.slice(0, of).filter((hit) => rankIn(b.hits.slice(0, of), hit) !== null).length;
  return (
    <>
      <p role="status">{strings.agree(shared, of)}</p>
      <div className={style.lists}>
        <HitColumn name="A" result={a} other={b} />
        <HitColumn name="B" result={b} other={a} />
      </div>
    </>
  );
}

type ColumnProps = { readonly name: string; readonly result: QueryResult; readonly other: QueryResult };

function HitColumn({ name, result, other }: ColumnProps): ReactNode {
  return (
    <div>
      <h2>{`${name}: ${result.model}`}</h2>
      <ol aria-label={strings.hitsOf(name, result.model)}>
        {result.hits.slice(0, SHOWN).map((hit) => (
          <li key={hit.rank}>
            <HitButton result={result} hit={hit} otherRank={rankIn(other.hits, hit)} />
          </li>
        ))}
      </ol>
    </div>
  );
}

type HitProps = { readonly result: QueryResult; readonly hit: Hit; readonly otherRank: number | null };

function HitButton({ result, hit, otherRank }: HitProps): ReactNode {
  const app = useApplication();
  const scene = useScene(result.scene);
  return (
    <button type="button" className={style.hit} onClick={() => app.map.view.zoomToWindow(hit.window)}>
      {scene && <Thumbnail scene={scene} win={hit.window} />}
      <span>
        {strings.hit(hit.rank, formatScore(hit.score))}
        <small>{otherRank === null ? strings.notThere : strings.otherRank(otherRank)}</small>
      </span>
    </button>
  );
}

function Thumbnail(props: { readonly scene: SceneDetail; readonly win: RasterWindow }): ReactNode {
  const rendering = useLayerStyle(props.scene);
  const url = windowUrl(props.scene, rendering, props.win);
  return <img src={url} width={36} height={36} loading="lazy" decoding="async" alt="" />;
}

function rankIn(hits: readonly Hit[], { window: win }: Hit): number | null {
  const same = hits.find((each) => overlap(each.window, win) >= SAME_PLACE);
  return same ? same.rank : null;
}

/** Intersection over union. */
function overlap(a: RasterWindow, b: RasterWindow): number {
  const width = Math.min(a.col + a.widthPx, b.col + b.widthPx) - Math.max(a.col, b.col);
  const height = Math.min(a.row + a.heightPx, b.row + b.heightPx) - Math.max(a.row, b.row);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (a.widthPx * a.heightPx + b.widthPx * b.heightPx - both);
}
