/** Ranked places of a change: pictures of both dates, difference and cosines. Choosing one brings both scenes there. */
import type { ReactNode } from 'react';
import type { ChangeKind, ChangePlace, PicturedScene } from '../../../core/documents/change.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import { windowUrl } from '../../../core/urls/window-url.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { formatNumber, formatScore } from '../../ui/format.ts';
import panel from '../../ui/panel.module.css';
import rows from '../../ui/row-list.module.css';
import { RowListbox } from '../../ui/row-listbox.tsx';
import { choosePlace } from './change-actions.ts';
import { differenceInWords } from './change-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import type { Change } from './use-change.ts';

const ROW_PX = 60;
const EDGE_PX = 48;

type Props = { readonly change: Change; readonly kind: ChangeKind };

export function PlaceList({ change, kind }: Props): ReactNode {
  const app = useApplication();
  const rank = useView((state) => state.changePlace.rank);
  const places = change[kind];
  if (places.length === 0) return <p className={panel.hint}>{strings.nothing[kind]}</p>;
  return (
    <RowListbox
      label={strings.places[kind]}
      rows={places}
      rowPx={ROW_PX}
      active={places.findIndex((place) => place.rank === rank)}
      idOf={(place) => `change-${kind}-${place.rank}`}
      rowClass={style.place}
      onSelect={(place) =>
        attempt(app, strings.opening(change.pairs[place.pair].before.name), () =>
          choosePlace(app, change, kind, place),
        )
      }
    >
      {(place) => <PlaceRow change={change} kind={kind} place={place} />}
    </RowListbox>
  );
}

type RowProps = Props & { readonly place: ChangePlace };

function PlaceRow({ change, kind, place }: RowProps): ReactNode {
  const { rank, difference, deviations, pair, windowBefore, windowAfter } = place;
  const { before, after } = change.pairs[pair];
  const [was, is] = [formatScore(place.before), formatScore(place.after)];
  const words = differenceInWords(difference, change.measure);
  const details = [
    ...(deviations === null ? [] : [strings.spreads(formatNumber(deviations, 1))]),
    ...(change.pairs.length === 1 ? [] : [strings.beforeAfter(before.name, after.name)]),
  ].join(' · ');
  return (
    <>
      <span className={style.rank} aria-hidden>
        {rank}
      </span>
      <Picture scene={before} win={windowBefore} />
      <Picture scene={after} win={windowAfter} />
      <span className={rows.words} aria-hidden>
        <span className={style.difference} data-kind={kind}>
          {words}
        </span>
        <span className={rows.meta}>{strings.beforeAfter(was, is)}</span>
        <span className={rows.meta} title={details}>
          {details}
        </span>
      </span>
      <span className="visually-hidden">{strings.placeLabel(kind, rank, words, was, is)}</span>
    </>
  );
}

type PictureProps = { readonly scene: PicturedScene; readonly win: RasterWindow };

function Picture({ scene, win }: PictureProps): ReactNode {
  return (
    <img
      className={rows.thumbnail}
      src={windowUrl(scene, scene.style, win)}
      width={EDGE_PX}
      height={EDGE_PX}
      loading="lazy"
      decoding="async"
      alt=""
    />
  );
}
