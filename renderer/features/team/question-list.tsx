/** What the team has asked last; each can be asked again. */
import type { ReactNode } from 'react';
import { VERDICT_TITLES } from '../../../core/documents/verdict.ts';
import { useApplication } from '../../state/application-context.ts';
import { formatCount, formatTime } from '../../ui/format.ts';
import panel from '../../ui/panel.module.css';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { askAgain } from './team-actions.ts';
import { useTeamQuestions } from './use-team.ts';

export function QuestionList(): ReactNode {
  const app = useApplication();
  const { data: questions } = useTeamQuestions();
  if (!questions) return null;
  return (
    <section className={style.part} aria-label={strings.questions}>
      <h3>{strings.questions}</h3>
      {questions.length === 0 && <p className={style.hint}>{strings.noQuestions}</p>}
      <ul className={`${panel.list} ${style.list}`}>
        {questions.map((question) => {
          const { id, terms, by, at, hits, verdict } = question;
          const words = termsInWords(terms);
          return (
            <li key={id}>
              <button type="button" title={strings.askAgain(words)} onClick={() => askAgain(app, question)}>
                <span className={style.name}>{words}</span>
                <span data-verdict={verdict}>{VERDICT_TITLES[verdict]}</span>
                <small>{strings.questionBy(by, formatTime(at), formatCount(hits))}</small>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
