/** Why the core cannot tell which indexes the scene has. */
import type { ReactNode } from 'react';
import type { SceneId } from '../../../core/rpc/documents.ts';
import { useIndexes } from '../../state/core-queries.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { strings } from './strings.ts';

export function IndexesFault({ scene }: { readonly scene: SceneId }): ReactNode {
  const { error, refetch } = useIndexes(scene);
  if (!error) return null;
  return (
    <Notice
      tone="bad"
      title={strings.indexesUnknown}
      actions={<Button onPress={() => void refetch()}>{strings.lookAgain}</Button>}
    >
      {error.message}
    </Notice>
  );
}
