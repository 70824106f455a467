/** Best windows for the run's sample sentences after each of the last epochs. */
import type { ReactNode } from 'react';
import type { RunDetail, RunLogEntry } from '../../../core/documents/run.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { ScoredWindow } from '../../../core/documents/search.ts';
import { windowUrl } from '../../../core/urls/window-url.ts';
import { useApplication } from '../../state/application-context.ts';
import { useScene } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { useLayerStyle } from '../../state/use-layer-style.ts';
import { formatScore } from '../../ui/format.ts';
import { activateScene } from '../scenes/scene-actions.ts';
import { standing } from './run-curves.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const HITS = 4;
const EPOCHS = 3;

type Samples = Extract<RunLogEntry, { kind: 'samples' }>;
type Props = { readonly run: RunDetail; readonly entries: readonly RunLogEntry[] };

export function RunSamples({ run, entries }: Props): ReactNode {
  const { samples } = run.spec;
  const scene = useScene(samples && samples.scene.kind === 'scene' ? samples.scene.scene : null);
  const epochs = standing(entries).filter((entry): entry is Samples => entry.kind === 'samples');
  if (!samples || !scene || epochs.length === 0) return null;
  return (
    <section aria-label={strings.samples}>
      <h2>{strings.samples}</h2>
      {samples.texts.map((text, i) => (
        <div key={text} className={style.sample}>
          <strong>{text}</strong>
          {epochs.slice(-EPOCHS).map(({ step, answers }) => (
            <div key={step} className={style.sampleRow}>
              <small>{strings.samplesOf(step)}</small>
              {answers[i].hits.slice(0, HITS).map((hit) => (
                <Hit key={`${hit.window.col} ${hit.window.row}`} scene={scene} hit={hit} />
              ))}
            </div>
          ))}
        </div>
      ))}
    </section>
  );
}

function Hit({ scene, hit }: { readonly scene: SceneDetail; readonly hit: ScoredWindow }): ReactNode {
  const app = useApplication();
  const rendering = useLayerStyle(scene);
  const { window: win, score } = hit;
  const name = strings.sampleHit(`${win.col}, ${win.row}`, formatScore(score));
  const show = async (): Promise<void> => {
    app.map.view.zoomToWindow(win, scene.id);
    await activateScene(app, scene.id);
  };
  return (
    <button
      type="button"
      className={style.sampleHit}
      aria-label={name}
      onClick={() => attempt(app, name, show)}
    >
      <img src={windowUrl(scene, rendering, win)} width={48} height={48} alt="" />
      <span>{formatScore(score)}</span>
    </button>
  );
}
