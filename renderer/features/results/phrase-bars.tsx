/** Shows what each phrase of the sentence adds to the score of a hit. Words that the user selects can be measured too. */
import { type ReactNode, useRef, useState } from 'react';
import type { Hit, PhraseShare, QueryResult, TextSpan } from '../../../core/documents/search.ts';
import { usePhraseShares } from '../../state/core-queries.ts';
import { Button } from '../../ui/button.tsx';
import { formatScore } from '../../ui/format.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = { readonly result: QueryResult; readonly hit: Hit };

export default function PhraseBars({ result, hit }: Props): ReactNode {
  const [spans, setSpans] = useState<readonly TextSpan[] | null>(null);
  const sentence = useRef<HTMLParagraphElement>(null);
  const { data: shares, error } = usePhraseShares(result.id, hit.window, spans);
  const text = result.terms[0]?.kind === 'text' ? result.terms[0].text : '';
  const most = Math.max(0.001, ...(shares?.phrases ?? []).map(({ adds }) => Math.abs(adds)));
  return (
    <section className={style.phrases} aria-label={strings.phrases}>
      <p ref={sentence} className={style.sentence}>
        {text}
      </p>
      <ul>
        {shares?.phrases.map((phrase) => (
          <PhraseBar key={`${phrase.start}-${phrase.end}`} phrase={phrase} most={most} />
        ))}
      </ul>
      {error && <p className={style.note}>{error.message}</p>}
      {shares?.phrases.length === 0 && <p className={style.note}>{strings.noPhrases}</p>}
      <p className={style.note}>{strings.phrasesNote}</p>
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
    </section>
  );
}

function PhraseBar({
  phrase: { text, adds },
  most,
}: {
  readonly phrase: PhraseShare;
  readonly most: number;
}): ReactNode {
  return (
    <li className={style.phrase}>
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
