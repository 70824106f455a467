/** The scenes that have hits, best first, each with its own verdict. */
import type { ReactNode } from 'react';
import type { CollectionAnswer } from '../../../core/documents/collection.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { coreStrings } from '../../ui/core-strings.ts';
import { formatScore } from '../../ui/format.ts';
import panel from '../../ui/panel.module.css';
import { verdictStrings } from '../../ui/verdict-strings.ts';
import { chooseHit } from './collection-map-actions.ts';
import { dayOf } from './collection-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function AnswerScenes({ answer }: { readonly answer: CollectionAnswer }): ReactNode {
  const app = useApplication();
  const show = (key: string): void => {
    const best = answer.hits.find((hit) => hit.key === key);
    if (best) attempt(app, strings.opening(best.scene), () => chooseHit(app, answer, best));
  };
  return (
    <ul className={`${panel.list} ${style.answering}`} aria-label={strings.scenesByVerdict}>
      {answer.scenes.map(({ key, name, date, best, hits, verdict }) => (
        <li key={key}>
          <button type="button" title={coreStrings.said(verdict.reason)} onClick={() => show(key)}>
            <span className={style.name}>{name}</span>
            <span data-verdict={verdict.kind}>{verdictStrings[verdict.kind]}</span>
            <small>
              {[
                date === null ? strings.noDate : dayOf(date),
                strings.hitsOf(hits),
                strings.best(formatScore(best)),
              ].join(' · ')}
            </small>
          </button>
        </li>
      ))}
    </ul>
  );
}
