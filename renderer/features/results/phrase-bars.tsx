/** Shows what each phrase of the sentence adds to the score of a hit. Words that the user selects can be measured too. */
import type { UseQueryResult } from '@tanstack/react-query';
import { MapPin } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import type { Hit, PhraseMap, PhraseShare, QueryResult, TextSpan } from '../../../core/documents/search.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { usePhraseShares } from '../../state/core-queries.ts';
import { kindFor, SIMILARITY } from '../../state/map-kind.ts';
import { usePhraseMap } from '../../state/use-phrase-map.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatCount, formatScore } from '../../ui/format.ts';
import { RelevanceView } from './relevance-view.tsx';
import style from './style.module.css';
import { strings } from './why-strings.ts';

type Props = { readonly result: QueryResult; readonly hit: Hit };

export default function PhraseBars({ result, hit }: Props): ReactNode {
  const app = useApplication();
  const [spans, setSpans] = useState<readonly TextSpan[] | null>(null);
  const sentence = useRef<HTMLParagraphElement>(null);
  const { data: shares, error } = usePhraseShares(result.id, hit.window, spans);
  const text = result.terms[0]?.kind === 'text' ? result.terms[0].text : '';
  const kind = useView((state) => state.mapKind);
  const now = kindFor(kind, result);
  const shown = now.kind === 'phrase' ? now : null;
  const map = usePhraseMap(shown);
  const show = ({ start, end }: TextSpan): void => {
    const isOn = shown !== null && isSameSpan(shown.chosen, { start, end });
    const chosen = { start, end };
    app.view.setState({ mapKind: isOn ? SIMILARITY : { kind: 'phrase', query: result.id, chosen, spans } });
  };
  const most = Math.max(0.001, ...(shares?.phrases ?? []).map(({ adds }) => Math.abs(adds)));
  return (
    <section className={style.phrases} aria-label={strings.phrases}>
      <p ref={sentence} className={style.sentence}>
        {text}
      </p>
      <ul>
        {shares?.phrases.map((phrase) => (
          <PhraseBar
            key={`${phrase.start}-${phrase.end}`}
            phrase={phrase}
            most={most}
            isShown={shown !== null && isSameSpan(shown.chosen, phrase)}
            onShow={() => show(phrase)}
          />
        ))}
      </ul>
      {error && <p className={style.note}>{error.message}</p>}
      {shares?.phrases.length === 0 && <p className={style.note}>{strings.noPhrases}</p>}
      {shown && <p className={style.note}>{phraseMapState(map)}</p>}
      <RelevanceView result={result} hit={hit} phrases={shares?.phrases ?? []} />
      <div className={style.actions}>
        <Button tone="quiet" onPress={() => setSpans(selectedSpan(sentence.current, spans))}>
          {strings.measureSelection}
        </Button>
        {spans !== null && (
          <Button tone="quiet" onPress={() => setSpans(null)}>
            {strings.ownPhrases}
          </Button>
        )}
      </div>
      <p className={style.note}>{strings.phrasesNote}</p>
    </section>
  );
}

type BarProps = {
  readonly phrase: PhraseShare;
  readonly most: number;
  readonly isShown: boolean;
  readonly onShow: () => void;
};

function PhraseBar({ phrase: { text, adds }, most, isShown, onShow }: BarProps): ReactNode {
  return (
    <li className={style.phrase}>
      <IconButton label={strings.showPhrase(text)} icon={MapPin} isOn={isShown} onPress={onShow} />
      <span>{text}</span>
      <meter
        className={style.share}
        data-lowers={adds < 0 || undefined}
        min={0}
        max={most}
        value={Math.abs(adds)}
        aria-label={strings.adds(text, formatScore(adds))}
      />
      <span className={style.percentile}>{adds > 0 ? `+${formatScore(adds)}` : formatScore(adds)}</span>
    </li>
  );
}

function phraseMapState({ data, error }: UseQueryResult<PhraseMap>): string {
  if (error) return error.message;
  if (!data) return strings.lookingAtPatches;
  return data.peak === null
    ? strings.phraseNowhere(data.text)
    : strings.phraseShown(data.text, data.isWhole ? null : formatCount(data.windows));
}

function isSameSpan(a: TextSpan, b: TextSpan): boolean {
  return a.start === b.start && a.end === b.end;
}

/** The spans with the selected words as one more; unchanged if nothing is selected in the sentence. */
function selectedSpan(
  element: HTMLElement | null,
  spans: readonly TextSpan[] | null,
): readonly TextSpan[] | null {
  const selection = window.getSelection();
  if (!element || !selection || selection.rangeCount === 0 || selection.isCollapsed) return spans;
  const range = selection.getRangeAt(0);
  if (!element.contains(range.startContainer) || !element.contains(range.endContainer)) return spans;
  const chosen = { start: range.startOffset, end: range.endOffset };
  return [...(spans ?? []).filter(({ start, end }) => end <= chosen.start || start >= chosen.end), chosen];
}
