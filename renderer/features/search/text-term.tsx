/** One sentence with its token count; text beyond the model's limit is marked in place. */
import { X } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useDeferredValue, useEffect, useRef, useState } from 'react';
import { Label, TextArea, TextField } from 'react-aria-components';
import type { ModelSummary } from '../../../core/documents/model.ts';
import type { TokenCount } from '../../../core/documents/search.ts';
import { useApplication } from '../../state/application-context.ts';
import { useTokenCount } from '../../state/core-queries.ts';
import type { DraftTerm } from '../../state/view-state.ts';
import { IconButton } from '../../ui/button.tsx';
import written from '../../ui/written-text.module.css';
import { changeTerm, removeTerm, takesFocus } from './query-draft.ts';
import { runQuery } from './run-query.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly term: DraftTerm & { readonly kind: 'text' };
  readonly model: ModelSummary;
  readonly position: number;
  readonly isOnly: boolean;
};

/** Most clicks take less time. */
const PRESS_MS = 300;

const HintNote = lazy(() => import('./hint-note.tsx').then((file) => ({ default: file.HintNote })));
const WeightField = lazy(() => import('./weight-field.tsx').then((file) => ({ default: file.WeightField })));
const TermTag = lazy(() => import('./term-tag.tsx').then((file) => ({ default: file.TermTag })));

/** The first sentence is always a field; further ones are tags while they are not edited. */
export function TextTerm(props: Props): ReactNode {
  const { term, position } = props;
  const [isEdited, setEdited] = useState(term.text === '');
  if (position === 0 || isEdited)
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: blur bubbles up from the fields
      <div
        className={style.term}
        onBlur={({ currentTarget }) => {
          if (term.text.trim() === '') return;
          // A tag is lower than a field. If it came at once, the click would miss the button it was meant for.
          setTimeout(() => {
            if (!currentTarget.contains(currentTarget.ownerDocument.activeElement)) setEdited(false);
          }, PRESS_MS);
        }}
      >
        <SentenceField {...props} takesCursor={isEdited} />
      </div>
    );
  return (
    <Suspense>
      <TermTag term={term} name={strings.termNumber(position + 1)} onEdit={() => setEdited(true)} />
    </Suspense>
  );
}

function SentenceField({
  term,
  model,
  position,
  isOnly,
  takesCursor,
}: Props & { readonly takesCursor: boolean }): ReactNode {
  const app = useApplication();
  const marks = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const isNew = takesFocus(term.key);
    if (field.current && (isNew || (takesCursor && position > 0))) field.current.focus();
  }, [term.key, takesCursor, position]);
  const counted = useDeferredValue(term.text);
  const tokens = useTokenCount(model.id, counted);
  const name = strings.termNumber(position + 1);
  // The count may still be that of an earlier text.
  const isWeighted = !isOnly || term.weight < 0;
  const cutAt = tokens?.truncated && counted === term.text ? tokens.cutAt : null;
  return (
    <>
      <TextField
        className={written.field}
        value={term.text}
        onChange={(text) => changeTerm(app, { ...term, text })}
      >
        <div className={written.head}>
          <Label {...(isWeighted && { className: 'visually-hidden' })}>
            {labelOf(position, term.weight)}
          </Label>
          {isWeighted && (
            <Suspense>
              <WeightField
                name={name}
                value={term.weight}
                onChange={(weight) => changeTerm(app, { ...term, weight })}
              />
            </Suspense>
          )}
          <span className={style.headEnd}>
            {tokens && counted.trim() !== '' && <TokenMeter tokens={tokens} />}
            {!isOnly && (
              <IconButton
                label={strings.removeTerm(name)}
                icon={X}
                onPress={() => removeTerm(app, term.key)}
              />
            )}
          </span>
        </div>
        <div className={style.editor}>
          <div ref={marks} className={`${written.text} ${style.marks}`} aria-hidden>
            {cutAt === null ? null : (
              <>
                {term.text.slice(0, cutAt)}
                <mark>{term.text.slice(cutAt)}</mark>
              </>
            )}
          </div>
          <TextArea
            ref={field}
            className={`${written.text} ${style.text}`}
            rows={position === 0 ? 2 : 1}
            placeholder={position === 0 ? strings.placeholder : ''}
            spellCheck={false}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              runQuery(app);
            }}
            onScroll={(event) => {
              if (marks.current) marks.current.scrollTop = event.currentTarget.scrollTop;
            }}
          />
        </div>
      </TextField>
      {cutAt !== null && (
        <p className={written.cut} role="status">
          {strings.cut(shorten(term.text.slice(cutAt).trim()))}
        </p>
      )}
      {tokens && counted === term.text && tokens.hints.length > 0 && (
        <Suspense>
          <HintNote hints={tokens.hints} />
        </Suspense>
      )}
    </>
  );
}

function labelOf(position: number, weight: number): string {
  if (weight < 0) return strings.avoided;
  return position === 0 ? strings.sentence : strings.furtherSentence;
}

function TokenMeter({ tokens: { count, limit, truncated } }: { readonly tokens: TokenCount }): ReactNode {
  return (
    <span className={written.meter} data-full={truncated || undefined}>
      {strings.tokens(count, limit)}
    </span>
  );
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
