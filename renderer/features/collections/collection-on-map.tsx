/** Draws footprints, hits and the asked area of the collection at hand. */
import { useEffect, useMemo, useRef } from 'react';
import type { CollectionAnswer, CollectionRow } from '../../../core/documents/collection.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { PlacesOnMap } from '../../map/places-layer.ts';
import type { Application } from '../../state/application.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useActiveScene } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { chooseHit } from './collection-map-actions.ts';
import { cornersIn, fourCorners, windowCorners } from './place-in-scene.ts';
import { strings } from './strings.ts';
import { collectionKeys, useCollectionAnswer, useCollectionScenes } from './use-collections.ts';

export function CollectionOnMap(): null {
  const app = useApplication();
  const scene = useActiveScene();
  const question = useView((state) => state.collectionQuestion);
  const asked = useView(({ askedCollection }) => askedCollection?.collection ?? null);
  const open = useView((state) => state.collection);
  const part = useView((state) => state.collectionPart);
  const active = useView((state) => state.collectionHit);
  const showsHits = useView((state) => state.showsHits);
  const rows = useCollectionScenes(open ?? asked ?? question?.collection ?? null).data;
  const answer = useCollectionAnswer(question).data;
  const footprints = useMemo(() => (scene && rows ? footprintsIn(scene, rows) : []), [scene, rows]);
  const hits = useMemo(
    () => (scene && answer && showsHits ? hitsIn(scene, answer, active) : []),
    [scene, answer, showsHits, active],
  );
  const areas = useMemo(
    () =>
      scene && asked !== null
        ? (part?.filter.area ?? []).flatMap((ring) => cornersIn(scene, ring) ?? [])
        : [],
    [scene, asked, part],
  );
  const places = useRef<PlacesOnMap | null>(null);
  useEffect(() => {
    const own = new PlacesOnMap((rank) => hitClicked(app, rank));
    app.map.add(own);
    places.current = own;
    return () => own.remove();
  }, [app]);
  useEffect(
    () => places.current?.show({ footprints, hits, areas: areas.length > 0 ? [areas] : [] }),
    [footprints, hits, areas],
  );
  return null;
}

/** With another tool a click means something else. */
function hitClicked(app: Application, rank: number): void {
  const { collectionQuestion, tool } = app.view.getState();
  const answer = app.cache.getQueryData<CollectionAnswer>(collectionKeys.answer(collectionQuestion));
  const hit = answer?.hits.find((each) => each.rank === rank);
  if (answer && hit && tool === 'pan')
    attempt(app, strings.opening(hit.scene), () => chooseHit(app, answer, hit));
}

function footprintsIn(scene: SceneDetail, rows: readonly CollectionRow[]) {
  return rows.flatMap(({ footprint }) => {
    const corners = footprint && cornersIn(scene, fourCorners(footprint));
    return corners ? [corners] : [];
  });
}

/** Exact in the active scene, by longitude and latitude in others. */
function hitsIn(scene: SceneDetail, { hits }: CollectionAnswer, active: number | null) {
  return hits.flatMap(({ rank, sceneId, window: win, lonLat }) => {
    const corners = sceneId === scene.id ? windowCorners(win) : lonLat && cornersIn(scene, lonLat);
    return corners ? [{ rank, corners, isActive: rank === active }] : [];
  });
}
