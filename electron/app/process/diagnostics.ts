/** The text of *Copy diagnostics*: what somebody who is asked for help needs to know. */
import type { ReportSection } from '../../../core/documents/app.ts';
import type { JobSummary } from '../../../core/documents/job.ts';
import type { DownloadSettings, ModelSummary } from '../../../core/documents/model.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { sectionsInWords } from './describe-installation.ts';
import { withoutPaths } from './without-paths.ts';

export type Diagnosed = {
  readonly installation: readonly ReportSection[];
  /** The scene on the map; null without one. */
  readonly scene: SceneDetail | null;
  readonly model: ModelSummary | null;
  readonly downloads: DownloadSettings | null;
  readonly faults: readonly string[];
  /** Jobs that failed or were interrupted, with their logs. */
  readonly jobs: readonly { readonly job: JobSummary; readonly log: readonly string[] }[];
};

/** Up to what `reportSections` says about a folder. */
const FOLDER_TO_THE_END = /(?:\b[A-Za-z]:)?[\\/].*?(?=, [\d.]+ GB free$| \(not created yet\)$|$)/;
const MOST_JOBS = 5;
const MOST_LOG_LINES = 20;

/** Names folders only `withPaths`; never a password. */
export function diagnosticsText(diagnosed: Diagnosed, withPaths: boolean): string {
  const { installation, scene, model, downloads, faults, jobs } = diagnosed;
  const sections: readonly ReportSection[] = [
    ...installation.map((each) => (withPaths ? each : withoutFolders(each))),
    plain('raster', scene === null ? ['none is open'] : rasterLines(scene)),
    plain('model', model === null ? ['none'] : [modelLine(model)]),
    plain('settings', downloads === null ? ['damaged'] : settingLines(downloads)),
    plain('faults', faults.length === 0 ? ['none'] : faults.flatMap((fault) => fault.split('\n'))),
    ...jobs
      .slice(0, MOST_JOBS)
      .map(({ job, log }) => plain('job', [`${job.title}: ${job.state}`, ...log.slice(-MOST_LOG_LINES)])),
  ];
  const text = `${sectionsInWords(sections)}\n`;
  return withPaths ? text : withoutPaths(text);
}

/** Here a path may end in a folder, whose name is the user's own. */
function withoutFolders(section: ReportSection): ReportSection {
  if (section.heading !== 'data' && section.heading !== 'environment') return section;
  const lines = section.lines.map((line) => line.replace(FOLDER_TO_THE_END, '(a folder)'));
  return { ...section, lines };
}

function plain(heading: string, lines: readonly string[]): ReportSection {
  return { heading, lines, isFault: false };
}

function rasterLines(scene: SceneDetail): readonly string[] {
  const { name, widthPx, heightPx, bands, sampleType, crs, metresPerPixel, compression, layout } = scene;
  const size = `${widthPx} x ${heightPx} px, ${bands.length} bands (${bands.map((band) => band.name).join(', ')})`;
  const ground = metresPerPixel === null ? '' : `, ${metresPerPixel.toPrecision(3)} m per pixel`;
  const system = crs === null ? 'no CRS' : `${crs.name}${crs.epsg === null ? '' : ` (EPSG:${crs.epsg})`}`;
  return [
    name,
    `${size}, ${sampleType}${ground}`,
    system,
    `${compression}, ${layout}, ${scene.overviews} overviews, ${scene.fileBytes} bytes`,
    `model view: bands ${scene.modelView.bands.map((band) => band + 1).join(', ')}, stretch ${scene.modelView.stretch.kind}`,
    ...(scene.missing ? ['the file cannot be found or has changed'] : []),
    ...scene.warnings,
  ];
}

function modelLine({ name, precision, imageSizePx, embeddingDim }: ModelSummary): string {
  return `${name}, ${precision}, ${imageSizePx} px, ${embeddingDim} dimensions`;
}

/** Whether there is a mirror and a proxy, by host: an address may contain a password. */
function settingLines({ mirror, proxy }: DownloadSettings): readonly string[] {
  return [`download mirror: ${hostOf(mirror)}`, `proxy: ${hostOf(proxy)}`];
}

function hostOf(address: string | null): string {
  if (address === null) return 'none';
  return URL.canParse(address) ? new URL(address).host : 'set';
}
