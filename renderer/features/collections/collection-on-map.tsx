/** Draws footprints, hits and the asked area of the collection at hand. */
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import type { CollectionAnswer, CollectionRow } from '../../../core/documents/collection.ts';
import type { CollectionId } from '../../../core/documents/ids.ts';
import type { SavedCollectionQuery } from '../../../core/documents/project.ts';
import { asksCollectionTheSame } from '../../../core/documents/result-layers.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { PlacesOnMap } from '../../map/places-layer.ts';
import type { Application } from '../../state/application.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useActiveScene, useProject } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import type { CollectionQuestion } from '../../state/view-state.ts';
import { chooseHit } from './collection-map-actions.ts';
import { cornersIn, windowCorners } from './place-in-scene.ts';
import { strings } from './strings.ts';
import { useCollectionAnswer, useCollectionScenes } from './use-collections.ts';

/** Of a question whose answer is not in the project yet. */
const SHOWN = { visible: true, opacity: 1 };

export function CollectionOnMap(): ReactNode {
  const question = useView((state) => state.collectionQuestion);
  const asked = useView(({ askedCollection }) => askedCollection?.collection ?? null);
  const open = useView((state) => state.collection);
  const { collectionQueries } = useProject();
  const isCurrent = (saved: SavedCollectionQuery): boolean =>
    question !== null && asksCollectionTheSame(saved, question);
  const own = collectionQueries.find(isCurrent)?.layer ?? SHOWN;
  const wanted = open ?? question?.collection ?? asked;
  const isHidden = !own.visible && wanted === question?.collection;
  const others = collectionQueries.filter((saved) => saved.layer?.visible && !isCurrent(saved));
  return (
    <>
      <Layer
        question={own.visible ? question : null}
        opacity={own.opacity}
        footprintsOf={isHidden ? null : wanted}
      />
      {others.map((saved) => (
        <OtherLayer key={saved.id} saved={saved} />
      ))}
    </>
  );
}

/** A question that was asked before, and whose eye is open. */
function OtherLayer({ saved }: { readonly saved: SavedCollectionQuery }): ReactNode {
  const { collection, model, terms, filter, perScene, merges, layer } = saved;
  const question = useMemo(
    () => ({ collection, model, terms, filter, perScene, merges }),
    [collection, model, terms, filter, perScene, merges],
  );
  return <Layer question={question} opacity={layer?.opacity ?? 1} footprintsOf={collection} />;
}

type LayerProps = {
  readonly question: CollectionQuestion | null;
  readonly opacity: number;
  readonly footprintsOf: CollectionId | null;
};

function Layer({ question, opacity, footprintsOf }: LayerProps): null {
  const app = useApplication();
  const scene = useActiveScene();
  const isAsked = useView(({ askedCollection }) => askedCollection !== null);
  const part = useView((state) => state.collectionPart);
  const isCurrent = useView((state) => state.collectionQuestion === question);
  const active = useView((state) => (state.collectionQuestion === question ? state.collectionHit : null));
  const showsHits = useView((state) => state.showsHits);
  const rows = useCollectionScenes(footprintsOf).data;
  const answer = useCollectionAnswer(question).data;
  const footprints = useMemo(() => (scene && rows ? footprintsIn(scene, rows) : []), [scene, rows]);
  const hits = useMemo(
    () => (scene && answer && showsHits ? hitsIn(scene, answer, active) : []),
    [scene, answer, showsHits, active],
  );
  const areas = useMemo(
    () =>
      scene && isAsked && isCurrent
        ? (part?.filter.area ?? []).flatMap((ring) => cornersIn(scene, ring) ?? [])
        : [],
    [scene, isAsked, isCurrent, part],
  );
  const clicked = useRef<(rank: number) => void>(() => undefined);
  useEffect(() => {
    clicked.current = (rank) => hitClicked(app, answer, rank);
  }, [app, answer]);
  const places = useRef<PlacesOnMap | null>(null);
  useEffect(() => {
    const own = new PlacesOnMap((rank) => clicked.current(rank));
    app.map.add(own);
    places.current = own;
    return () => own.remove();
  }, [app]);
  useEffect(
    () => places.current?.show({ footprints, hits, areas: areas.length > 0 ? [areas] : [] }),
    [footprints, hits, areas],
  );
  useEffect(() => places.current?.setOpacity(opacity), [opacity]);
  return null;
}

/** With another tool a click means something else. */
function hitClicked(app: Application, answer: CollectionAnswer | undefined, rank: number): void {
  const hit = answer?.hits.find((each) => each.rank === rank);
  if (answer && hit && app.view.getState().tool === 'pan')
    attempt(app, strings.opening(hit.scene), () => chooseHit(app, answer, hit));
}

function footprintsIn(scene: SceneDetail, rows: readonly CollectionRow[]) {
  return rows.flatMap(({ footprint }) => {
    const corners = footprint && cornersIn(scene, footprint);
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
