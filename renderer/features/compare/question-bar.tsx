/** What the map shows of two compared questions or scenes, and the end of the comparison. */
import { Layers2, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApplication, useView } from '../../state/application-context.ts';
import { type ComparedView, NOT_COMPARED } from '../../state/view-state.ts';
import { IconButton } from '../../ui/button.tsx';
import { SegmentedField } from '../../ui/fields.tsx';
import { COMPARED_VIEWS } from './compared-views.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function QuestionBar(): ReactNode {
  const app = useApplication();
  const view = useView((state) => state.comparedView);
  const hasScenes = useView((state) => state.comparedScenes !== null);
  const showsMaps = useView((state) => state.showsComparedMaps);
  return (
    <div className={style.questionBar}>
      <SegmentedField<ComparedView>
        label={strings.view}
        value={view}
        choices={COMPARED_VIEWS.map((id) => ({ id, label: strings.views[id] }))}
        onChange={(comparedView) => app.view.setState({ comparedView })}
      />
      {hasScenes && (
        <IconButton
          label={strings.showMaps}
          icon={Layers2}
          isOn={showsMaps}
          onPress={() => app.view.setState({ showsComparedMaps: !showsMaps })}
        />
      )}
      <IconButton label={strings.close} icon={X} onPress={() => app.view.setState(NOT_COMPARED)} />
    </div>
  );
}
