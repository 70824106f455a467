/** The map's background in the tree of layers: below all scenes, with its visibility and opacity. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { WebBackground } from '../../../core/documents/web.ts';
import { useApplication } from '../../state/application-context.ts';
import { useProject } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { CheckField } from '../../ui/fields.tsx';
import { OpacitySlider } from '../../ui/opacity-slider.tsx';
import ui from '../../ui/ui.module.css';
import { strings } from '../web/strings.ts';
import { setBackground } from '../web/web-actions.ts';
import style from './style.module.css';

export default function BackgroundRow(): ReactNode {
  const app = useApplication();
  const { background } = useProject();
  if (background === null) return null;
  const change = (to: WebBackground | null): void => attempt(app, strings.now, () => setBackground(app, to));
  return (
    <>
      <h2 className={style.group}>{strings.now}</h2>
      <div className={style.result}>
        <CheckField
          label={strings.show}
          isSelected={background.visible}
          onChange={(visible) => change({ ...background, visible })}
        >
          {null}
        </CheckField>
        <span className={style.backgroundName} title={background.address}>
          {background.name}
        </span>
        <OpacitySlider
          label={strings.opacity}
          value={background.opacity}
          onCommit={(opacity) => change({ ...background, opacity })}
        />
        <AriaButton
          className={`${ui.button} ${ui.icon}`}
          aria-label={strings.remove}
          onPress={() => change(null)}
        >
          <X size={16} aria-hidden />
        </AriaButton>
      </div>
    </>
  );
}
