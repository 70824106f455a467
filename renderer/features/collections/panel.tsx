/** Collections: the list of all, or the scenes of one. */
import type { ReactNode } from 'react';
import { useView } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { CollectionList } from './collection-list.tsx';
import { CollectionView } from './collection-view.tsx';
import { useCollections } from './use-collections.ts';

export default function CollectionsPanel(): ReactNode {
  const { data: collections } = useCollections();
  const chosen = useView((state) => state.collection);
  if (collections === undefined) return null;
  const shown = byId(collections, chosen);
  return shown ? <CollectionView key={shown.id} collection={shown} /> : <CollectionList all={collections} />;
}
