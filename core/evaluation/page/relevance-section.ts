/** Fig. 2 of the paper on a page: phrases by row, models by column. */
import type { RelevanceReport } from '../../documents/relevance-report.ts';
import { figure, type Markup, markup, table } from './markup.ts';

/** Addresses (data URIs) of the picture, and of the map of each model and phrase over it. */
export type RelevancePictures = {
  readonly picture: string;
  readonly maps: readonly (readonly string[])[];
};

/** `shown` null shows no picture. */
export function relevanceSection(report: RelevanceReport, shown: RelevancePictures | null): Markup {
  const { picture, models, program, machine, date } = report;
  const phrases = models[0]?.maps.map(({ phrase }) => phrase) ?? [];
  return markup`<section><h2>Where a phrase is found in a picture (the paper’s Fig. 2)</h2>
<p>Relevance of the picture’s patches for each phrase: attention times gradient of the cosine, through the image tower. Red is most, blue least; colours can be compared within one map, not between maps. What two models show alike may be a trait of the picture.</p>
${shown === null ? markup`<p class="none">The picture is not shown.</p>` : markup`<figure class="seen"><img src="${shown.picture}" alt="${picture.name}"><figcaption>${picture.name}, its central square</figcaption></figure>`}
<div class="maps">${table(
    'Cosine of the whole picture with the phrase',
    ['phrase', ...models.map(({ name }) => name)],
    phrases.map((phrase, row) => [
      phrase,
      ...models.map(({ name, maps }, column) =>
        cell(`“${phrase}”, ${name}`, maps[row].cosine, shown?.maps[column][row] ?? null),
      ),
    ]),
  )}</div>
${table(
  'Provenance',
  ['', ''],
  [
    ['SHA-256 of the picture', picture.sha256],
    ...models.map(({ name, sha256, precision }) => [`SHA-256 of ${name}, ${precision}`, sha256]),
    ['program', `Longsight ${program.longsight}, Node ${program.node}, ONNX Runtime ${program.runtime}`],
    ['machine', machine],
    ['date', date],
  ],
)}</section>`;
}

function cell(text: string, cosine: number, address: string | null): Markup {
  const image = address === null ? null : markup`<img src="${address}" alt="${text}">`;
  return markup`<div class="map">${image}<span>${figure(cosine, 3)}</span></div>`;
}
