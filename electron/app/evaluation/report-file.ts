/** Files of reports: the page with its pictures, and the figures for programs. */
import { join } from 'node:path';
import type { ReportProduct } from '../../../core/documents/evaluation.ts';
import type { EvaluationReport } from '../../../core/documents/evaluation-report.ts';
import type { Markup } from '../../../core/evaluation/page/markup.ts';
import { type PagedReport, reportPage } from '../../../core/evaluation/page/report-page.ts';
import { picturesToShow } from '../../../core/evaluation/page/task-sections.ts';
import { reportCsv } from '../../../core/evaluation/report-csv.ts';
import type { Storage } from '../../../core/host.ts';
import { resizeAndCrop } from '../../../models/preprocess/resize-crop.ts';
import type { PictureService } from '../scenes/picture-service.ts';

const THUMBNAIL_PX = 96;

type Room = { readonly host: { readonly storage: Storage }; readonly pictures: PictureService };

export async function reportFile(
  room: Room,
  report: EvaluationReport,
  product: ReportProduct,
): Promise<Uint8Array> {
  const text = new TextEncoder();
  if (product === 'json') return text.encode(`${JSON.stringify(report)}\n`);
  if (product === 'csv') return text.encode(reportCsv(report));
  const title = `Longsight: ${report.task} of ${report.model.name}`;
  return text.encode(reportPage(title, [await withPictures(room, report, true)]));
}

/** One page for several reports. `hidden` are the data sets of which no picture may be shown: parts of their paths. */
export async function manyReportsPage(
  room: Room,
  reports: readonly EvaluationReport[],
  page: {
    readonly title: string;
    readonly preface: readonly string[];
    readonly hidden: readonly string[];
    readonly extra?: readonly Markup[];
  },
): Promise<string> {
  const shown: PagedReport[] = [];
  for (const report of reports) {
    const isHidden = page.hidden.some((name) => `${report.data.path}/${report.data.root}`.includes(name));
    shown.push(await withPictures(room, report, !isHidden));
  }
  return reportPage(page.title, shown, page.preface, page.extra ?? []);
}

/** Pictures that cannot be read any more are left out: the figures stand without them. */
async function withPictures(
  { host, pictures }: Room,
  report: EvaluationReport,
  areShown: boolean,
): Promise<PagedReport> {
  const addresses = new Map<number, string>();
  if (areShown)
    for (const picture of new Set(picturesToShow(report))) {
      const path = join(report.data.root, report.pictures[picture]);
      if ((await host.storage.fileAt(path)) === null) continue;
      addresses.set(picture, await thumbnailAddress(pictures, path, report.task === 'localization'));
    }
  return { report, pictureOf: (picture) => addresses.get(picture) ?? null };
}

/** A data URI. `whole`: all of the picture, distorted to a square, because outlines are drawn over it; else its centre. */
async function thumbnailAddress(pictures: PictureService, path: string, whole: boolean): Promise<string> {
  const sizePx = whole ? 2 * THUMBNAIL_PX : THUMBNAIL_PX;
  const image = await pictures.read(path);
  const rgb = new Uint8Array(sizePx * sizePx * 3);
  if (whole) squeezed(image, sizePx, rgb);
  else resizeAndCrop(image, sizePx, rgb);
  const jpeg = await pictures.encode({ widthPx: sizePx, heightPx: sizePx, channels: 3, pixels: rgb }, 'jpeg');
  return `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`;
}

/** Nearest pixels. */
function squeezed(
  image: { readonly widthPx: number; readonly heightPx: number; readonly rgb: Uint8Array },
  sizePx: number,
  rgb: Uint8Array,
): void {
  for (let y = 0; y < sizePx; y++)
    for (let x = 0; x < sizePx; x++) {
      const row = Math.floor(((y + 0.5) * image.heightPx) / sizePx);
      const col = Math.floor(((x + 0.5) * image.widthPx) / sizePx);
      const at = (row * image.widthPx + col) * 3;
      rgb.set(image.rgb.subarray(at, at + 3), (y * sizePx + x) * 3);
    }
}
