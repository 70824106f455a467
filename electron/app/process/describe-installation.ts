/** Describes the machine and the installation: what `longsight doctor` prints and the application's self-check shows. A failure hides no other part. */
import { statfs } from 'node:fs/promises';
import type { DeviceStatus, ReportSection } from '../../../core/documents/app.ts';
import type { ModelSummary } from '../../../core/documents/model.ts';
import { version } from '../../../package.json';
import { describeRuntime, type RuntimeDescription } from '../../engine/describe-runtime.ts';
import { rate } from '../devices/decide-device.ts';
import { describeMachine, type Machine } from '../devices/describe-machine.ts';
import { graphicsDrivers } from '../devices/graphics-drivers.ts';
import { calibrationLine } from '../models/calibration-line.ts';

/** A part of the report, or why it is missing. */
export type Finding<T> = T | { readonly fault: string };

export type FoundDevices = {
  readonly model: string;
  readonly choice: string | null;
  readonly devices: readonly DeviceStatus[];
};

type FolderSpace = { readonly path: string; readonly freeBytes: number | null };

export type InstallationReport = {
  readonly application: { readonly version: string; readonly node: string; readonly electron: string | null };
  readonly machine: Finding<Machine>;
  readonly graphicsDrivers: Finding<readonly string[]>;
  readonly runtime: Finding<RuntimeDescription>;
  readonly devices: Finding<FoundDevices>;
  readonly models: Finding<readonly ModelSummary[]>;
  readonly dataFolder: Finding<FolderSpace>;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

const GIGABYTE = 1e9;
/** Environment variables that change how the program or its libraries behave. */
const VARIABLES =
  /^(LONGSIGHT_\w+|VK_(DRIVER_FILES|ICD_FILENAMES|ADD_DRIVER_FILES|LOADER_\w+)|CUDA_VISIBLE_DEVICES|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|MESA_\w+|NODE_OPTIONS|XDG_DATA_HOME)$/;

export async function describeInstallation(
  dataFolder: string,
  devices: () => Promise<FoundDevices>,
  models: () => Promise<readonly ModelSummary[]>,
): Promise<InstallationReport> {
  const { node, electron = null } = process.versions;
  return {
    application: { version, node, electron },
    machine: await found(describeMachine),
    graphicsDrivers: await found(graphicsDrivers),
    runtime: await found(describeRuntime),
    devices: await found(devices),
    models: await found(models),
    dataFolder: await found(() => spaceOf(dataFolder)),
    environment: Object.fromEntries(
      Object.entries(process.env).filter(([name, value]) => VARIABLES.test(name) && value !== ''),
    ),
  };
}

async function found<T>(look: () => Promise<T>): Promise<Finding<T>> {
  try {
    return await look();
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

async function spaceOf(path: string): Promise<FolderSpace> {
  const space = await statfs(path).catch(() => null);
  return { path, freeBytes: space === null ? null : space.bavail * space.bsize };
}

export function reportSections(report: InstallationReport): readonly ReportSection[] {
  const { version: its, node, electron } = report.application;
  return [
    section('Longsight', its, (text) => [
      `${text} (Node ${node}${electron === null ? '' : `, Electron ${electron}`})`,
    ]),
    section('machine', report.machine, ({ cpu, cores, flags, memoryBytes, freeMemoryBytes, system }) => [
      `${cpu}, ${cores} cores${flags.length > 0 ? ` (${flags.join(' ')})` : ''}`,
      `${gigabytes(memoryBytes)} of memory, ${gigabytes(freeMemoryBytes)} free; ${system}`,
    ]),
    section('drivers', report.graphicsDrivers, (lines) => (lines.length > 0 ? lines : ['none found'])),
    section('runtime', report.runtime, ({ version: runtime, backends }) => [
      `ONNX Runtime ${runtime}: ${backends.map(({ name, bundled }) => (bundled ? name : `${name} (not bundled)`)).join(', ')}`,
    ]),
    section('devices', report.devices, ({ model, devices }) => [
      `with the model ${model}`,
      ...devices.map(deviceLine),
    ]),
    section('models', report.models, (each) =>
      each.map(
        ({ name, imageSizePx, embeddingDim, calibration }) =>
          `${name}: ${imageSizePx} px, ${embeddingDim} dimensions, ${calibrationLine(calibration)}`,
      ),
    ),
    section('data', report.dataFolder, ({ path, freeBytes }) => [
      `${path}${freeBytes === null ? ' (not created yet)' : `, ${gigabytes(freeBytes)} free`}`,
    ]),
    section('environment', Object.entries(report.environment), (variables) =>
      variables.length > 0 ? variables.map(([name, value]) => `${name}=${value}`) : ['none set'],
    ),
  ];
}

/** The heading stands on the first line of its section. */
export function sectionsInWords(sections: readonly ReportSection[]): string {
  return sections
    .flatMap(({ heading, lines }) => lines.map((line, i) => `${(i === 0 ? heading : '').padEnd(13)}${line}`))
    .join('\n');
}

function deviceLine({ name, state, reason, windowsPerSecond }: DeviceStatus): string {
  const speed = windowsPerSecond === null ? [] : [`${rate(windowsPerSecond)} windows/s`];
  const words = [state === 'in-use' ? 'in use' : state, ...speed, ...(reason === null ? [] : [reason])];
  return `${name.padEnd(9)} ${words.join(', ')}`;
}

/** A fault replaces a part that could not be determined. */
function section<T>(
  heading: string,
  finding: Finding<T>,
  lines: (value: T) => readonly string[],
): ReportSection {
  return isFault(finding)
    ? { heading, lines: [`could not be determined: ${finding.fault}`], isFault: true }
    : { heading, lines: lines(finding), isFault: false };
}

function isFault<T>(finding: Finding<T>): finding is { readonly fault: string } {
  return typeof finding === 'object' && finding !== null && 'fault' in finding;
}

function gigabytes(bytes: number): string {
  return `${(bytes / GIGABYTE).toFixed(1)} GB`;
}
