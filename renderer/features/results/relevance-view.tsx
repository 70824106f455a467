/** The picture of a hit with the places where the model finds the sentence or a phrase. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Hit, QueryResult, TextSpan } from '../../../core/documents/search.ts';
import { RELEVANCE_OPACITY, relevanceColours } from '../../../core/style/relevance-colours.ts';
import { modelViewUrl } from '../../../core/urls/model-view-url.ts';
import { useWindowRelevance } from '../../state/use-window-relevance.ts';
import { CheckField, SelectField } from '../../ui/fields.tsx';
import style from './style.module.css';
import { strings } from './why-strings.ts';

type Props = {
  readonly result: QueryResult;
  readonly hit: Hit;
  readonly phrases: readonly (TextSpan & { readonly text: string })[];
};

const WHOLE = 'whole';

export function RelevanceView({ result, hit, phrases }: Props): ReactNode {
  const [choice, setChoice] = useState(WHOLE);
  const [isPlain, setPlain] = useState(false);
  const phrase = phrases.find((each) => keyOf(each) === choice) ?? null;
  const chosen = phrase && { start: phrase.start, end: phrase.end };
  const { data, error, isPlaceholderData } = useWindowRelevance(result.id, hit.window, chosen);
  const choices = [
    { id: WHOLE, label: strings.wholeSentence },
    ...phrases.map((each) => ({ id: keyOf(each), label: each.text })),
  ];
  if (error) return <p className={style.note}>{error.message}</p>;
  return (
    <figure className={style.relevance}>
      <div className={style.overlaid}>
        <img src={modelViewUrl(result.scene, result.model, hit.window)} alt="" />
        {data && !isPlain && (
          <PatchColours
            values={data.values}
            perEdge={data.patchesPerEdge}
            label={strings.relevanceOf(data.text, hit.rank)}
            isStale={isPlaceholderData}
          />
        )}
      </div>
      <figcaption>
        <SelectField
          label={strings.relevance}
          value={phrase ? choice : WHOLE}
          choices={choices}
          onChange={setChoice}
        />
        <CheckField isSelected={isPlain} onChange={setPlain}>
          {strings.pictureAlone}
        </CheckField>
        <p className={style.note}>{strings.relevanceNote}</p>
      </figcaption>
    </figure>
  );
}

type ColoursProps = {
  readonly values: readonly number[];
  readonly perEdge: number;
  readonly label: string;
  readonly isStale: boolean;
};

/** One pixel for each patch; the browser interpolates between them. */
function PatchColours({ values, perEdge, label, isStale }: ColoursProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    context.clearRect(0, 0, perEdge, perEdge);
    const colours = relevanceColours(values) ?? [];
    for (const [i, [red, green, blue]] of colours.entries()) {
      context.fillStyle = `rgba(${red},${green},${blue},${RELEVANCE_OPACITY})`;
      context.fillRect(i % perEdge, Math.floor(i / perEdge), 1, 1);
    }
  }, [values, perEdge]);
  return (
    <canvas
      ref={canvas}
      width={perEdge}
      height={perEdge}
      role="img"
      aria-label={label}
      data-stale={isStale || undefined}
    />
  );
}

function keyOf({ start, end }: TextSpan): string {
  return `${start}-${end}`;
}
