/** Below several sentences: that they are asked together, and the other way. */
import type { ReactNode } from 'react';
import { useApplication, useView } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { askEach, sentencesOf } from './ask-each.ts';
import { strings } from './each-strings.ts';
import { meaningfulTerms } from './query-draft.ts';
import style from './style.module.css';

export function EachNote(): ReactNode {
  const app = useApplication();
  const count = useView((state) => sentencesOf(meaningfulTerms(state.queryDraft)).length);
  if (count < 2) return null;
  return (
    <p className={style.each}>
      {strings.together(count)}
      <Button tone="link" onPress={() => attempt(app, strings.each, () => askEach(app))}>
        {strings.each}
      </Button>
    </p>
  );
}
