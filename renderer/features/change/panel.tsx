/** Change between two dates: what is compared, then the places that gained or lost. */
import type { ReactNode } from 'react';
import { useView } from '../../state/application-context.ts';
import { useActiveModel } from '../../state/core-queries.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { AnswerPart } from './answer-part.tsx';
import { ChangeForm } from './change-form.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export default function ChangePanel(): ReactNode {
  const model = useActiveModel();
  const question = useView((state) => state.changeQuestion);
  if (!model) return <EmptyState title={strings.noModel} />;
  return (
    <section className={style.panel} aria-label={strings.change}>
      <ChangeForm model={model} />
      {question && <AnswerPart question={question} />}
    </section>
  );
}
