/** Actions on the selected hit. */
import { BoxSelect, Check, Eye, Focus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { IconButton } from '../../ui/button.tsx';
import { judgeActiveHit } from './judge-hits.ts';
import { moreLikeActiveHit, showSeenPixels, zoomToActiveHit } from './result-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function HitActions({ hasHit }: { readonly hasHit: boolean }): ReactNode {
  const app = useApplication();
  return (
    <div className={style.actions}>
      <IconButton
        label={strings.accepted}
        icon={Check}
        keys="Y"
        isDisabled={!hasHit}
        onPress={() => attempt(app, strings.accepted, () => judgeActiveHit(app, 'accepted'))}
      />
      <IconButton
        label={strings.rejected}
        icon={X}
        keys="N"
        isDisabled={!hasHit}
        onPress={() => attempt(app, strings.rejected, () => judgeActiveHit(app, 'rejected'))}
      />
      <IconButton
        label={strings.zoomTo}
        icon={Focus}
        isDisabled={!hasHit}
        onPress={() => zoomToActiveHit(app)}
      />
      <IconButton
        label={strings.moreLike}
        icon={BoxSelect}
        isDisabled={!hasHit}
        onPress={() => moreLikeActiveHit(app)}
      />
      <IconButton label={strings.seen} icon={Eye} isDisabled={!hasHit} onPress={() => showSeenPixels(app)} />
    </div>
  );
}
