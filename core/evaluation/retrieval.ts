/** The retrieval task: recalls under both protocols, their ceilings, and the queries that went wrong. */
import type { CaptionKind, RetrievalProtocol } from '../documents/evaluation.ts';
import type { MissedQuery, RetrievalReport, RetrievalSet } from '../documents/evaluation-report.ts';
import type { RetrievalFigures } from '../documents/run.ts';
import {
  figuresOfRanks,
  type RetrievalRanks,
  retrievalCeiling,
  retrievalRanks,
} from '../metrics/retrieval.ts';
import { bootstrapInterval } from './bootstrap.ts';
import { type CaptionedPicture, type Captions, captionsOf, plainCaption } from './captioned-pictures.ts';

const FAILURES_KEPT = 40;
/** Fewer than for a mean: every sample counts all queries. */
const SAMPLES = 500;
const PERFECT = { r1: 100, r5: 100, r10: 100 };

/** Unit vectors of pictures, and of the distinct sentences of each kind of caption. */
export type RetrievalVectors = {
  readonly images: Float32Array;
  readonly dim: number;
  /** [sentences, dim] in the order of `captionsOf`; null for a kind that the data lack. */
  readonly sentences: Readonly<Record<CaptionKind, Float32Array | null>>;
};

type Scored = { readonly set: RetrievalSet; readonly captions: Captions; readonly ranks: RetrievalRanks };

/** Figures for each kind of caption and protocol; those of `main` come first and are the report's own. Throws as `retrievalRanks` does. */
export function retrievalReport(
  pictures: readonly CaptionedPicture[],
  vectors: RetrievalVectors,
  main: { readonly texts: CaptionKind; readonly protocol: RetrievalProtocol },
): RetrievalReport {
  const first = scored(pictures, vectors, main.texts, main.protocol);
  const others = (['short', 'long'] as const).flatMap((texts) =>
    (['published', 'distinct'] as const).flatMap((protocol) =>
      vectors.sentences[texts] === null || (texts === main.texts && protocol === main.protocol)
        ? []
        : [scored(pictures, vectors, texts, protocol).set],
    ),
  );
  const { textToImage, imageToText, meanRecall, texts, protocol, ceiling } = first.set;
  return {
    task: 'retrieval',
    textToImage,
    imageToText,
    meanRecall,
    texts,
    protocol,
    ceiling,
    interval: recallInterval(pictures.length, first),
    sets: [first.set, ...others],
    failures: missedQueries(pictures, first),
    items: {
      textToImage: first.ranks.textToImage.map(({ rank }, text) => ({
        picture: first.captions.imagesOfText[text][0],
        text: first.captions.sentences[first.captions.sentenceOfText[text]],
        rank,
      })),
      imageToText: first.ranks.imageToText.flatMap((ranked, picture) =>
        ranked === null ? [] : [{ picture, rank: ranked.rank }],
      ),
    },
  };
}

function scored(
  pictures: readonly CaptionedPicture[],
  { images, dim, sentences }: RetrievalVectors,
  texts: CaptionKind,
  protocol: RetrievalProtocol,
): Scored {
  const captions = captionsOf(pictures, texts, protocol);
  const { sentenceOfText, imagesOfText } = captions;
  const rows = sentencesOfTexts(sentences[texts]!, sentenceOfText, dim);
  const ranks = retrievalRanks({ images, texts: rows, dim, imagesOfText });
  const set: RetrievalSet = {
    ...figuresOfRanks(ranks),
    texts,
    protocol,
    ceiling: ceilingOf(pictures, texts, protocol),
    images: pictures.length,
    captions: pictures.reduce((sum, picture) => sum + picture[texts].length, 0),
    distinctCaptions: captions.sentences.length,
  };
  return { set, captions, ranks };
}

function ceilingOf(
  pictures: readonly CaptionedPicture[],
  texts: CaptionKind,
  protocol: RetrievalProtocol,
): RetrievalFigures {
  return protocol === 'published'
    ? retrievalCeiling(pictures.map((picture) => picture[texts].map(plainCaption)))
    : { textToImage: PERFECT, imageToText: PERFECT, meanRecall: 100 };
}

function sentencesOfTexts(sentences: Float32Array, order: readonly number[], dim: number): Float32Array {
  const rows = new Float32Array(order.length * dim);
  order.forEach((sentence, text) => {
    rows.set(sentences.subarray(sentence * dim, (sentence + 1) * dim), text * dim);
  });
  return rows;
}

/** Pictures are drawn, each with its captions: those of one picture are not independent of each other. */
function recallInterval(pictures: number, { captions, ranks }: Scored): readonly [number, number] {
  const hits = (rank: number) => [1, 5, 10].filter((k) => rank < k).length;
  const texts = new Float64Array(pictures);
  const textHits = new Float64Array(pictures);
  captions.imagesOfText.forEach(([image], text) => {
    texts[image]++;
    textHits[image] += hits(ranks.textToImage[text].rank);
  });
  const images = ranks.imageToText.map((ranked) => Number(ranked !== null));
  const imageHits = ranks.imageToText.map((ranked) => (ranked === null ? 0 : hits(ranked.rank)));
  return bootstrapInterval(
    pictures,
    (drawn) => {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (const i of drawn) {
        a += textHits[i];
        b += texts[i];
        c += imageHits[i];
        d += images[i];
      }
      return (100 * (a / b + c / d)) / 6;
    },
    SAMPLES,
  );
}

/** The worst of each direction, in turn. */
function missedQueries(
  pictures: readonly CaptionedPicture[],
  { set: { texts }, captions, ranks }: Scored,
): MissedQuery[] {
  const sentence = (text: number) => captions.sentences[captions.sentenceOfText[text]];
  const ofTexts = ranks.textToImage
    .map(({ rank, firstWrong }, text) => ({ rank, firstWrong, text }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank)
    .slice(0, FAILURES_KEPT / 2)
    .map(
      ({ rank, firstWrong, text }): MissedQuery => ({
        way: 'textToImage',
        text: sentence(text),
        picture: captions.imagesOfText[text][0],
        rank: rank + 1,
        first: { picture: firstWrong },
      }),
    );
  const ofImages = ranks.imageToText
    .flatMap((ranked, picture) => (ranked === null || ranked.rank === 0 ? [] : [{ ...ranked, picture }]))
    .toSorted((a, b) => b.rank - a.rank)
    .slice(0, FAILURES_KEPT / 2)
    .map(
      ({ rank, firstWrong, picture }): MissedQuery => ({
        way: 'imageToText',
        text: pictures[picture][texts][0],
        picture,
        rank: rank + 1,
        first: { text: sentence(firstWrong) },
      }),
    );
  return [...ofTexts, ...ofImages];
}
