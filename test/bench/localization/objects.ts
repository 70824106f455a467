/** Scenes with objects of a known size and place: pictures of one class, scaled, on a background of other classes' pictures. */
import sharp from 'sharp';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import { otherPictures, type Picture, pictures, shuffled, subjectInAid, unseenPictures } from './mosaics.ts';

export const SCENE_PX = 1024;
const BACKGROUND_PX = 256;
/** Objects lie in different quarters of a scene. */
const OBJECTS = 3;

/** A thing that can be asked for. */
type Subject = {
  /** Its sentences are those of this class of UC Merced. */
  readonly asked: string;
  readonly pictures: readonly Picture[];
  /** Classes whose pictures may show it too. */
  readonly shownBy: ReadonlySet<string>;
};

export type Subjects = { readonly all: readonly Picture[]; readonly subjects: readonly Subject[] };

export type PlacedObject = { readonly asked: string; readonly window: RasterWindow };

export type ObjectScene = { readonly image: RgbImage; readonly objects: readonly PlacedObject[] };

/** Groups of UC Merced classes that show parts of each other. */
const ALIKE = [
  ['airplane', 'runway'],
  ['buildings', 'denseresidential', 'mediumresidential', 'mobilehomepark', 'parkinglot', 'storagetanks'],
  ['denseresidential', 'mediumresidential', 'mobilehomepark', 'sparseresidential', 'tenniscourt'],
  ['freeway', 'overpass', 'intersection', 'runway', 'parkinglot'],
  ['golfcourse', 'river', 'baseballdiamond', 'forest', 'sparseresidential'],
  ['forest', 'chaparral', 'agricultural', 'river'],
];

/** UC Merced pictures that models may have been trained on, for choosing; or AID pictures that they have not, for reporting. */
export function subjectsOf(data: string, classes: readonly string[]): Subjects {
  if (data === 'ucmerced-train') {
    const all = pictures('train');
    const subjects = classes.map((asked) => ({
      asked,
      pictures: all.filter(({ className }) => className === asked),
      shownBy: new Set([asked, ...ALIKE.filter((group) => group.includes(asked)).flat()]),
    }));
    return { all, subjects };
  }
  const all = data === 'rsicd-val' ? unseenPictures() : otherPictures();
  const subjects = classes.flatMap((asked) => {
    const known = subjectInAid(asked);
    if (known === null) return [];
    const shown = all.filter(({ className }) => className === known.shown);
    return [{ asked, pictures: shown, shownBy: new Set([known.shown, ...known.maybe]) }];
  });
  return { all, subjects };
}

/** The background's pictures start at a random place, so that no window lies on one. */
export async function makeObjectScene(
  { all, subjects }: Subjects,
  objectPx: number,
  random: () => number,
): Promise<ObjectScene> {
  const chosen = chooseSubjects(subjects, random);
  const rgb = await backgroundWithout(chosen, all, random);
  const quarters = shuffled([0, 1, 2, 3], random);
  const objects: PlacedObject[] = [];
  for (const [i, subject] of chosen.entries()) {
    const [col, row] = [quarters[i] % 2, quarters[i] >> 1].map(
      (half) => (half * SCENE_PX) / 2 + Math.floor(random() * (SCENE_PX / 2 - objectPx)),
    );
    await paste(rgb, pick(subject.pictures, random), objectPx, col, row);
    objects.push({ asked: subject.asked, window: { col, row, widthPx: objectPx, heightPx: objectPx } });
  }
  return { image: { widthPx: SCENE_PX, heightPx: SCENE_PX, rgb }, objects };
}

/** Two pairs of things side by side or one above the other, one pair in each half of the scene: `objects` holds them in turns. */
export async function makePairScene(
  { all, subjects }: Subjects,
  objectPx: number,
  random: () => number,
): Promise<ObjectScene> {
  const pairs = [0, 1].map(() => chooseSubjects(subjects, random).slice(0, 2));
  const rgb = await backgroundWithout(pairs.flat(), all, random);
  const objects: PlacedObject[] = [];
  for (const [half, pair] of pairs.entries()) {
    const [right, down] = random() < 0.5 ? [0, objectPx] : [objectPx, 0];
    const col = Math.floor(random() * (SCENE_PX - objectPx - right));
    const row = (half * SCENE_PX) / 2 + Math.floor(random() * (SCENE_PX / 2 - objectPx - down));
    for (const [i, subject] of pair.entries()) {
      const window = { col: col + i * right, row: row + i * down, widthPx: objectPx, heightPx: objectPx };
      await paste(rgb, pick(subject.pictures, random), objectPx, window.col, window.row);
      objects.push({ asked: subject.asked, window });
    }
  }
  return { image: { widthPx: SCENE_PX, heightPx: SCENE_PX, rgb }, objects };
}

/** Pictures that show none of the subjects, [SCENE_PX, SCENE_PX, 3]. */
async function backgroundWithout(
  subjects: readonly Subject[],
  all: readonly Picture[],
  random: () => number,
): Promise<Uint8Array> {
  const excluded = new Set(subjects.flatMap(({ shownBy }) => [...shownBy]));
  const background = all.filter(({ className }) => !excluded.has(className));
  const rgb = new Uint8Array(SCENE_PX * SCENE_PX * 3);
  const [left, top] = [0, 1].map(() => -Math.floor((0.1 + 0.8 * random()) * BACKGROUND_PX));
  for (let row = top; row < SCENE_PX; row += BACKGROUND_PX)
    for (let col = left; col < SCENE_PX; col += BACKGROUND_PX)
      await paste(rgb, pick(background, random), BACKGROUND_PX, col, row);
  return rgb;
}

/** None of them may be shown by another's pictures. */
function chooseSubjects(subjects: readonly Subject[], random: () => number): Subject[] {
  const chosen: Subject[] = [];
  for (const subject of shuffled(subjects, random)) {
    const isApart = chosen.every(
      (other) =>
        !subject.pictures.some(({ className }) => other.shownBy.has(className)) &&
        !other.pictures.some(({ className }) => subject.shownBy.has(className)),
    );
    if (isApart && chosen.push(subject) === OBJECTS) break;
  }
  return chosen;
}

async function paste(
  rgb: Uint8Array,
  { path }: Picture,
  sizePx: number,
  col: number,
  row: number,
): Promise<void> {
  const pixels = await sharp(path).resize(sizePx, sizePx, { fit: 'fill' }).removeAlpha().raw().toBuffer();
  const from = Math.max(0, -col);
  const to = Math.min(sizePx, SCENE_PX - col);
  for (let r = Math.max(0, -row); r < Math.min(sizePx, SCENE_PX - row); r++)
    rgb.set(
      pixels.subarray((r * sizePx + from) * 3, (r * sizePx + to) * 3),
      ((row + r) * SCENE_PX + col + from) * 3,
    );
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)];
}

export function cut({ widthPx, rgb }: RgbImage, win: RasterWindow): RgbImage {
  const part = new Uint8Array(win.widthPx * win.heightPx * 3);
  for (let row = 0; row < win.heightPx; row++) {
    const at = ((win.row + row) * widthPx + win.col) * 3;
    part.set(rgb.subarray(at, at + win.widthPx * 3), row * win.widthPx * 3);
  }
  return { widthPx: win.widthPx, heightPx: win.heightPx, rgb: part };
}
