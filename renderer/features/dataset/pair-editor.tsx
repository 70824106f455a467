/** Captions of one pair, saved when typing pauses and when a field loses the focus; each field is one undo step. */
import { Focus, Trash2 } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import type { CollectedPair, DatasetDetail, PairTexts } from '../../../core/documents/dataset.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { IconButton } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import rows from '../../ui/row-list.module.css';
import { CaptionField } from './caption-field.tsx';
import { followOnMap, removePairs, setTexts, showOnMap } from './dataset-actions.ts';
import { EDITOR_ID, focusOn, LIST_ID, placeInWords } from './pair-list.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = { readonly dataset: DatasetDetail; readonly pair: CollectedPair };
type Field = keyof PairTexts;

const PAUSE_MS = 800;

export function PairEditor({ dataset, pair }: Props): ReactNode {
  const app = useApplication();
  const [draft, setDraft] = useState<Partial<PairTexts>>({});
  const number = dataset.items.findIndex(({ id }) => id === pair.id) + 1;
  const { short, long, labels } = pair;
  const texts: PairTexts = { short, long, labels, ...draft };
  const isTouched = Object.keys(draft).length > 0;
  const save = async (isTyping = false): Promise<void> => {
    if (isTouched) await setTexts(app, pair.id, texts, isTyping);
    // Text typed in the meantime stays; the undo step stays open while typing continues.
    if (!isTyping) setDraft((now) => (now === draft ? {} : now));
  };
  useEffect(() => {
    // Nothing has changed since the last save.
    if (texts.short === short && texts.long === long && texts.labels === labels) return undefined;
    const pause = setTimeout(() => attempt(app, strings.dataset, () => save(true)), PAUSE_MS);
    return () => clearTimeout(pause);
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const isNext = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (!isNext && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    attempt(app, strings.dataset, () => save());
    const next = isNext ? dataset.items[number] : undefined;
    if (next) {
      app.view.setState({ activePair: next.id });
      followOnMap(app, next);
      const field = (event.target as Element).getAttribute('name');
      // The editor of the next pair takes this one's place.
      setTimeout(() => focusOn(`#${EDITOR_ID} textarea[name=${field}]`));
    } else focusOn(`#${LIST_ID}`);
  };
  const field = (name: Field, label: string, hint: string, rows: number): ReactNode => (
    <CaptionField
      name={name}
      label={label}
      hint={hint}
      rows={rows}
      text={texts[name]}
      onChange={(text) => setDraft((now) => ({ ...now, [name]: text }))}
      onLeave={() => attempt(app, strings.dataset, () => save())}
    />
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the fields have the focus; keys bubble to here
    <div id={EDITOR_ID} className={style.editor} onKeyDown={onKeyDown}>
      <div className={style.editorHead}>
        <strong>{strings.pairNumber(number)}</strong>
        <span className={`${rows.meta} ${style.where}`}>{placeInWords(pair)}</span>
        <IconButton
          label={strings.zoom}
          icon={Focus}
          isDisabled={pair.place === null}
          onPress={() => attempt(app, strings.zoom, () => showOnMap(app, pair))}
        />
        <IconButton
          label={strings.remove}
          icon={Trash2}
          onPress={() => attempt(app, strings.remove, () => removePairs(app, [pair.id]))}
        />
      </div>
      {pair.fault && <Notice tone="bad" title={pair.fault} />}
      {field('short', strings.short, strings.shortHint, 2)}
      {field('long', strings.long, strings.longHint, 3)}
      {field('labels', strings.labels, strings.labelsHint, 1)}
      <p className={style.keys}>{strings.editKeys}</p>
    </div>
  );
}
