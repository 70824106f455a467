/** What the map shows of two compared questions, and the end of the comparison. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApplication, useView } from '../../state/application-context.ts';
import type { ComparedView } from '../../state/view-state.ts';
import { IconButton } from '../../ui/button.tsx';
import { SegmentedField } from '../../ui/fields.tsx';
import { COMPARED_VIEWS } from './compared-views.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function QuestionBar(): ReactNode {
  const app = useApplication();
  const view = useView((state) => state.comparedView);
  return (
    <div className={style.questionBar}>
      <SegmentedField<ComparedView>
        label={strings.view}
        value={view}
        choices={COMPARED_VIEWS.map((id) => ({ id, label: strings.views[id] }))}
        onChange={(comparedView) => app.view.setState({ comparedView })}
      />
      <IconButton label={strings.close} icon={X} onPress={() => app.view.setState({ comparedLayer: null })} />
    </div>
  );
}
