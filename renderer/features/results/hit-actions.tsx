/** Actions on the selected hit, and the way to exports. */
import { BoxSelect, Check, Download, Eye, Focus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { shownKeys } from '../../commands/keys.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useQueryResult } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { useAnswerableQuery } from '../../state/use-query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { judgeActiveHit } from './judge-hits.ts';
import { moreLikeActiveHit, showSeenPixels, zoomToActiveHit } from './result-actions.ts';
import { hitOf } from './shown-hits.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function HitActions(): ReactNode {
  const app = useApplication();
  const result = useQueryResult(useAnswerableQuery()).data;
  const hasNone =
    hitOf(
      result,
      useView((state) => state.activeHit),
    ) === null;
  return (
    <div className={style.actions}>
      <IconButton
        label={strings.accept}
        icon={Check}
        keys={shownKeys('Alt+Y')}
        isDisabled={hasNone}
        onPress={() => attempt(app, strings.accept, () => judgeActiveHit(app, 'accepted'))}
      />
      <IconButton
        label={strings.reject}
        icon={X}
        keys={shownKeys('Alt+N')}
        isDisabled={hasNone}
        onPress={() => attempt(app, strings.reject, () => judgeActiveHit(app, 'rejected'))}
      />
      <IconButton
        label={strings.zoomTo}
        icon={Focus}
        isDisabled={hasNone}
        onPress={() => zoomToActiveHit(app)}
      />
      <IconButton
        label={strings.moreLike}
        icon={BoxSelect}
        isDisabled={hasNone}
        onPress={() => moreLikeActiveHit(app)}
      />
      <IconButton label={strings.seen} icon={Eye} isDisabled={hasNone} onPress={() => showSeenPixels(app)} />
      <Button icon={Download} onPress={() => app.view.setState({ dialog: { kind: 'export' } })}>
        {strings.exportMenu}
      </Button>
    </div>
  );
}
