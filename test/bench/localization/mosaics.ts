/** Mosaics of UC Merced pictures with whole classes left out: scenes whose content is known. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import type { SceneReader } from '../../../core/raster/scene-reader.ts';
import { sharedPath } from '../../shared.ts';

export type Picture = { readonly path: string; readonly className: string };

export type Mosaic = {
  readonly reader: SceneReader;
  readonly classes: ReadonlySet<string>;
};

export const PICTURE_PX = 256;
const CELLS = 4;
export const MOSAIC_PX = CELLS * PICTURE_PX;
const FEWEST_CLASSES = 4;
const MOST_CLASSES = 12;

/** One pixel of UC Merced is a foot. */
export const METRES_PER_PIXEL = 0.3048;

/** Train pictures whose caption does not fit them; see the README of the shared folder. */
const MISLABELLED =
  /airplane(47|88)|denseresidential(05|06|50)|harbor84|intersection79|mediumresidential76|overpass(49|50|51)/;

export function pictures(split: 'train' | 'val'): Picture[] {
  return listed(`data/ucmerced`, split).filter(({ path }) => !MISLABELLED.test(path));
}

/** Other subjects, resolutions and places than the mosaics': 30 classes of AID at 150 px. */
export function otherPictures(): Picture[] {
  return listed('data/rsicd-150px', 'train');
}

/** The same subjects in pictures that the model has never seen. */
export function unseenPictures(): Picture[] {
  return listed('data/rsicd-150px', 'val');
}

/** Classes of AID that show what the sentences of a UC Merced class say, and others that may. */
const IN_AID: Readonly<Record<string, { readonly shown: string; readonly maybe: readonly string[] }>> = {
  agricultural: { shown: 'Farmland', maybe: ['Meadow', 'BareLand'] },
  airplane: { shown: 'Airport', maybe: [] },
  baseballdiamond: { shown: 'BaseballField', maybe: ['Playground', 'School', 'Park', 'Stadium'] },
  beach: { shown: 'Beach', maybe: ['Resort'] },
  buildings: {
    shown: 'Commercial',
    maybe: [
      'Center',
      'School',
      'Square',
      'Industrial',
      'Church',
      'DenseResidential',
      'RailwayStation',
      'Resort',
      'Stadium',
      'Airport',
    ],
  },
  denseresidential: {
    shown: 'DenseResidential',
    maybe: ['MediumResidential', 'Church', 'Commercial', 'School'],
  },
  forest: { shown: 'Forest', maybe: ['Mountain', 'Park', 'SparseResidential', 'Pond', 'River', 'Resort'] },
  harbor: { shown: 'Port', maybe: ['Resort', 'Beach'] },
  mediumresidential: {
    shown: 'MediumResidential',
    maybe: ['DenseResidential', 'SparseResidential', 'School', 'Church', 'Resort'],
  },
  overpass: { shown: 'Viaduct', maybe: ['Bridge'] },
  parkinglot: {
    shown: 'Parking',
    maybe: [
      'Commercial',
      'Center',
      'Industrial',
      'School',
      'Stadium',
      'Airport',
      'RailwayStation',
      'Square',
      'Port',
      'Church',
    ],
  },
  river: { shown: 'River', maybe: ['Bridge', 'Pond', 'Park'] },
  sparseresidential: {
    shown: 'SparseResidential',
    maybe: ['MediumResidential', 'Forest', 'Resort', 'Farmland'],
  },
  storagetanks: { shown: 'StorageTanks', maybe: ['Industrial', 'Port'] },
};

/** The class of AID that shows what a UC Merced class's sentences say, and classes that may; null where none does. */
export function subjectInAid(className: string): { shown: string; maybe: readonly string[] } | null {
  return IN_AID[className] ?? null;
}

/** Whether an AID mosaic of `classes` shows what a UC Merced class's sentences say; null where that cannot be told. */
export function isShownInAid(className: string, classes: ReadonlySet<string>): boolean | null {
  const known = IN_AID[className];
  if (known === undefined) return null;
  if (classes.has(known.shown)) return true;
  return known.maybe.some((each) => classes.has(each)) ? null : false;
}

function listed(folder: string, split: string): Picture[] {
  return readFileSync(sharedPath(`${folder}/${split}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line): { image: string; class: string } => JSON.parse(line))
    .map(({ image, class: className }) => ({ path: sharedPath(`${folder}/${image}`), className }));
}

/** 4 x 4 pictures of 4 to 12 classes, each of them at least once. */
export async function makeMosaic(from: readonly Picture[], random: () => number): Promise<Mosaic> {
  const all = shuffled([...new Set(from.map(({ className }) => className))], random);
  const classes = all.slice(0, FEWEST_CLASSES + Math.floor(random() * (MOST_CLASSES - FEWEST_CLASSES + 1)));
  const cells = shuffled(
    Array.from({ length: CELLS * CELLS }, (_, i) => classes[i % classes.length]),
    random,
  );
  const rgb = new Uint8Array(MOSAIC_PX * MOSAIC_PX * 3);
  for (const [cell, className] of cells.entries()) {
    const choices = from.filter((picture) => picture.className === className);
    const pixels = await readPixels(choices[Math.floor(random() * choices.length)]);
    const at = Math.floor(cell / CELLS) * PICTURE_PX * MOSAIC_PX + (cell % CELLS) * PICTURE_PX;
    for (let row = 0; row < PICTURE_PX; row++)
      rgb.set(pixels.subarray(row * PICTURE_PX * 3, (row + 1) * PICTURE_PX * 3), (at + row * MOSAIC_PX) * 3);
  }
  return { reader: readerOf(rgb), classes: new Set(classes) };
}

/** [256, 256, 3] */
export async function readPixels({ path }: Picture): Promise<Uint8Array> {
  return sharp(path).resize(PICTURE_PX, PICTURE_PX, { fit: 'fill' }).removeAlpha().raw().toBuffer();
}

function readerOf(rgb: Uint8Array): SceneReader {
  return {
    widthPx: MOSAIC_PX,
    heightPx: MOSAIC_PX,
    readRgb: async ({ col, row, widthPx, heightPx }) => {
      const cut = new Uint8Array(widthPx * heightPx * 3);
      for (let r = 0; r < heightPx; r++) {
        const at = ((row + r) * MOSAIC_PX + col) * 3;
        cut.set(rgb.subarray(at, at + widthPx * 3), r * widthPx * 3);
      }
      return { widthPx, heightPx, rgb: cut, valid: null };
    },
  };
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j], mixed[i]];
  }
  return mixed;
}
