/** Offers to index a scene that is not indexed: at once where that takes seconds, else by the dialog with sizes and cost. */
import type { ReactNode } from 'react';
import type { ModelSummary } from '../../../core/documents/model.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { IndexPlan } from '../../../core/documents/search.ts';
import { useApplication } from '../../state/application-context.ts';
import { useIndexPlan } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { formatMetres, formatSeconds } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { strings } from './strings.ts';

/** An index that takes longer is not begun without its cost having been seen. */
const AT_ONCE_SECONDS = 30;

type Props = { readonly scene: SceneDetail; readonly model: ModelSummary };

export function IndexOffer({ scene, model }: Props): ReactNode {
  const app = useApplication();
  const { data: plan } = useIndexPlan(scene.id, model.id, null, null);
  const ask = (): void => app.view.setState({ dialog: { kind: 'index', scene: scene.id } });
  const start = ({ grid }: IndexPlan): void =>
    attempt(app, strings.title(scene.name), async () => {
      await app.core.call('jobs.start', { spec: { kind: 'index', scene: scene.id, model: model.id, grid } });
    });
  const isQuick = plan !== undefined && plan.seconds <= AT_ONCE_SECONDS;
  return (
    <Notice
      title={strings.indexFirst}
      actions={
        <>
          <Button tone="primary" onPress={() => (isQuick ? start(plan) : ask())}>
            {plan ? strings.indexIn(formatSeconds(plan.seconds), !isQuick) : strings.index}
          </Button>
          {isQuick && (
            <Button tone="link" onPress={ask}>
              {strings.more}
            </Button>
          )}
        </>
      }
    >
      {strings.indexWhy}
      {plan && plan.smallestThingMetres !== null && (
        <> {strings.smallestHere(formatMetres(plan.smallestThingMetres))}</>
      )}
    </Notice>
  );
}
