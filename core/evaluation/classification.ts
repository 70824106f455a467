/** The classification task: accuracy of the nearest class sentence, by class, with confusions and the worst mistakes. */
import type { ClassificationReport } from '../documents/evaluation-report.ts';
import { classificationFigures } from '../metrics/classification.ts';
import type { NamedClasses } from './class-names.ts';
import { shareOf, wilsonInterval } from './shares.ts';

const FAILURES_KEPT = 40;

export type ClassifiedPictures = {
  /** [pictures, dim] unit vectors. */
  readonly images: Float32Array;
  /** [classes, dim] unit vectors. */
  readonly classes: Float32Array;
  readonly dim: number;
  readonly classOfImage: readonly number[];
};

/** Throws as `classificationFigures` does. */
export function classificationReport(
  { images, classes, dim, classOfImage }: ClassifiedPictures,
  folders: readonly string[],
  named: NamedClasses,
  prompts: readonly string[],
): ClassificationReport {
  const { accuracy, predicted, margins } = classificationFigures(images, classes, dim, classOfImage);
  const confusion = folders.map(() => new Array<number>(folders.length).fill(0));
  classOfImage.forEach((truth, i) => {
    confusion[truth][predicted[i]]++;
  });
  const figures = folders.map((folder, c) => {
    const images = confusion[c].reduce((sum, count) => sum + count, 0);
    const right = confusion[c][c];
    return {
      name: named.names[c],
      folder,
      images,
      right,
      accuracy: shareOf(right, images),
      interval: wilsonInterval(right, images),
    };
  });
  const known = figures.flatMap((each) => (each.accuracy === null ? [] : [each.accuracy]));
  const right = figures.reduce((sum, each) => sum + each.right, 0);
  return {
    task: 'classification',
    accuracy,
    interval: wilsonInterval(right, classOfImage.length)!,
    meanClassAccuracy: known.reduce((sum, each) => sum + each, 0) / known.length,
    byClass: byClass(figures),
    classes: figures,
    confusion,
    prompts,
    classNames: named.source,
    failures: classOfImage
      .map((truth, picture) => ({ picture, truth, predicted: predicted[picture], margin: margins[picture] }))
      .filter((each) => each.predicted !== each.truth)
      .toSorted((a, b) => b.margin - a.margin)
      .slice(0, FAILURES_KEPT),
    items: { truth: classOfImage, predicted },
  };
}

/** Two folders may have the same words: the later one is then told apart by its folder. */
function byClass(
  classes: readonly { readonly name: string; readonly folder: string; readonly accuracy: number | null }[],
): Readonly<Record<string, number | null>> {
  const found: Record<string, number | null> = {};
  for (const { name, folder, accuracy } of classes)
    found[Object.hasOwn(found, name) ? `${name} (${folder})` : name] = accuracy;
  return found;
}
