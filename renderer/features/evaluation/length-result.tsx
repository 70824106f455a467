/** Recall against the length that texts are cut to, and the lengths of the captions. */
import type { ReactNode } from 'react';
import type { LengthReport } from '../../../core/documents/evaluation-report.ts';
import panel from '../../ui/panel.module.css';
import { figureText } from './evaluation-words.ts';
import { FigureTable } from './figure-table.tsx';
import { LinePlot } from './line-plot.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

const LEAST_TOP = 10;

export function LengthResult({ report: { curve, tokens } }: { readonly report: LengthReport }): ReactNode {
  const ways = (['textToImage', 'imageToText'] as const).map((way, i) => ({
    name: strings[way],
    isDashed: i === 1,
    points: curve.map((point) => [point.tokens, point[way].r1] as const),
  }));
  const mostY = Math.max(LEAST_TOP, ...ways.flatMap(({ points }) => points.map(([, y]) => y)));
  return (
    <>
      <p className={panel.hint}>{strings.curveHint}</p>
      <LinePlot title={strings.curve} axes={{ x: strings.tokens, y: '%', mostY }} lines={ways} />
      <FigureTable
        caption={strings.curve}
        head={[strings.tokens, strings.textToImage, strings.imageToText, strings.meanRecall]}
        rows={curve.map((point) => ({
          key: String(point.tokens),
          name: point.tokens,
          cells: [point.textToImage.r1, point.imageToText.r1, point.meanRecall].map((value) =>
            figureText(value),
          ),
        }))}
      />
      {tokens.map((each) => (
        <Histogram key={each.texts} tokens={each} />
      ))}
    </>
  );
}

function Histogram({ tokens }: { readonly tokens: LengthReport['tokens'][number] }): ReactNode {
  const { texts, mean, most, aboveLimit, bins } = tokens;
  const highest = Math.max(1, ...bins);
  const words = strings.histogram(strings.textsChoices[texts], figureText(mean), most, aboveLimit);
  return (
    <figure className={style.plot}>
      <figcaption>{words}</figcaption>
      <svg viewBox={`0 0 ${bins.length * 10} 60`} preserveAspectRatio="none" role="img" aria-label={words}>
        {bins.map((count, i) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
            key={i}
            className={style.bar}
            x={i * 10 + 0.5}
            y={60 - (58 * count) / highest}
            width={9}
            height={(58 * count) / highest}
          />
        ))}
      </svg>
    </figure>
  );
}
