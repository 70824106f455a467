/** Draws the places in the list and the compared area on the map. */
import { useEffect, useMemo, useRef } from 'react';
import type { ChangeKind, ChangePlace } from '../../../core/documents/change.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { PlacesOnMap } from '../../map/places-layer.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useActiveScene } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { cornersIn, windowCorners } from '../collections/place-in-scene.ts';
import { choosePlace } from './change-actions.ts';
import { strings } from './strings.ts';
import { type Change, useChange } from './use-change.ts';

const COLOURS: Readonly<Record<ChangeKind, string>> = { gained: '#a6d0ff', lost: '#ffb4a6' };

export function ChangeOnMap(): null {
  const app = useApplication();
  const scene = useActiveScene();
  const { change } = useChange(useView((state) => state.changeQuestion));
  const { kind, rank } = useView((state) => state.changePlace);
  const area = useView((state) => state.changeArea);
  const showsHits = useView((state) => state.showsHits);
  const hits = useMemo(
    () => (scene && change && showsHits ? placesIn(scene, change, kind, rank) : []),
    [scene, change, kind, rank, showsHits],
  );
  const areas = useMemo(
    () =>
      scene ? (area ?? []).map((ring) => cornersIn(scene, ring)).filter((corners) => corners !== null) : [],
    [scene, area],
  );
  const clicked = useRef<(rank: number) => void>(() => undefined);
  useEffect(() => {
    clicked.current = (chosen) => {
      const place = change?.[kind].find((each) => each.rank === chosen);
      if (change && place && app.view.getState().tool === 'pan')
        attempt(app, strings.change, () => choosePlace(app, change, kind, place));
    };
  }, [app, change, kind]);
  const places = useRef<PlacesOnMap | null>(null);
  useEffect(() => {
    const own = new PlacesOnMap((chosen) => clicked.current(chosen));
    app.map.add(own);
    places.current = own;
    return () => own.remove();
  }, [app]);
  useEffect(() => places.current?.show({ footprints: [], hits, areas }), [hits, areas]);
  return null;
}

function placesIn(scene: SceneDetail, change: Change, kind: ChangeKind, active: number | null) {
  return change[kind].flatMap((place) => {
    const corners = cornersOf(scene, change, place);
    return corners
      ? [{ rank: place.rank, corners, isActive: place.rank === active, colour: COLOURS[kind] }]
      : [];
  });
}

function cornersOf(scene: SceneDetail, { pairs }: Change, { pair, lonLat, windowBefore }: ChangePlace) {
  if (lonLat) return cornersIn(scene, lonLat);
  return pairs[pair].before.id === scene.id ? windowCorners(windowBefore) : null;
}
