/** Sentences to begin with; clicking one asks it. The demo has its own; another scene has those that suit it once it is indexed. */
import { type ReactNode, useEffect } from 'react';
import type { ModelSummary } from '../../../core/documents/model.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { Suggestions } from '../../../core/documents/search.ts';
import { useApplication } from '../../state/application-context.ts';
import { useActiveModel, useActiveScene, useSuggestions } from '../../state/core-queries.ts';
import { Button } from '../../ui/button.tsx';
import { loadAnswerAhead } from './load-answer-ahead.ts';
import { setDraft } from './query-draft.ts';
import { runQuery } from './run-query.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

/** Name and size of the scene that comes with the application. */
const DEMO = { name: 'manila_bridge.tif', widthPx: 2048, heightPx: 2048 } as const;

/** In English in every language of the window, as the models read it. */
const DEMO_SENTENCES: Suggestions = {
  fits: [
    'a steel bridge over a brown river',
    'a parking lot full of cars',
    'parked cars in rows',
    'industrial buildings beside a river',
  ],
  fitsNot: 'a baseball field with a brown dirt infield',
};

export function ExampleSentences(): ReactNode {
  const scene = useActiveScene();
  const model = useActiveModel();
  if (!scene || !model) return null;
  return isDemo(scene) ? (
    <Sentences suggestions={DEMO_SENTENCES} words={strings.demoWords} />
  ) : (
    <Suggested scene={scene} model={model} />
  );
}

function isDemo({ name, widthPx, heightPx }: SceneDetail): boolean {
  return name === DEMO.name && widthPx === DEMO.widthPx && heightPx === DEMO.heightPx;
}

type SuggestedProps = { readonly scene: SceneDetail; readonly model: ModelSummary };

function Suggested({ scene, model }: SuggestedProps): ReactNode {
  const suggestions = useSuggestions(scene.id, model.id);
  return suggestions && <Sentences suggestions={suggestions} words={strings.suggestedWords} />;
}

type SentencesProps = {
  readonly suggestions: Suggestions;
  readonly words: { readonly fits: string; readonly fitsNot: string };
};

function Sentences({ suggestions: { fits, fitsNot }, words }: SentencesProps): ReactNode {
  const app = useApplication();
  useEffect(() => loadAnswerAhead(app), [app]);
  return (
    <div className={style.examples}>
      <span>{words.fits}</span>
      {fits.map((text) => (
        <Sentence key={text} text={text} />
      ))}
      <span>{words.fitsNot}</span>
      <Sentence text={fitsNot} />
    </div>
  );
}

function Sentence({ text }: { readonly text: string }): ReactNode {
  const app = useApplication();
  return (
    <Button
      tone="link"
      onPress={() => {
        setDraft(app, [{ kind: 'text', text, weight: 1 }]);
        runQuery(app);
      }}
    >
      {text}
    </Button>
  );
}
