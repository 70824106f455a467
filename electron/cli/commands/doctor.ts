/** `longsight doctor`: describes the machine and tests which devices compute correctly and how fast. A failure hides no other part. */
import { statfs } from 'node:fs/promises';
import type { DeviceStatus } from '../../../core/documents/app.ts';
import { version } from '../../../package.json';
import { rate } from '../../app/devices/decide-device.ts';
import { graphicsDrivers } from '../../app/devices/graphics-drivers.ts';
import { defaultDataFolder } from '../../app/disk/data-folder.ts';
import type { Services } from '../../app/process/create-services.ts';
import { describeRuntime, type RuntimeDescription } from '../../engine/describe-runtime.ts';
import { calibrationLine } from '../print/calibration-line.ts';
import { describeMachine, type Machine } from '../print/describe-machine.ts';
import { type Command, type Invocation, textOption } from './command.ts';

/** A part of the report, or why it is missing. */
type Finding<T> = T | { readonly fault: string };

type Devices = {
  readonly model: string;
  readonly choice: string | null;
  readonly devices: readonly DeviceStatus[];
};

type FolderSpace = { readonly path: string; readonly freeBytes: number | null };

const GIGABYTE = 1e9;
/** Environment variables that change how the program or its libraries behave. */
const VARIABLES =
  /^(LONGSIGHT_\w+|VK_(DRIVER_FILES|ICD_FILENAMES|ADD_DRIVER_FILES|LOADER_\w+)|CUDA_VISIBLE_DEVICES|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|MESA_\w+|NODE_OPTIONS|XDG_DATA_HOME)$/;

export const doctorCommand: Command = {
  name: 'doctor',
  usage: 'doctor [--model NAME] [--retry]',
  summary: 'describe this machine and test its compute devices; --retry also tests those that crashed before',
  options: { model: { type: 'string' }, retry: { type: 'boolean' } },
  run: async (invocation) => {
    const report = {
      application: { version, node: process.versions.node, electron: process.versions.electron ?? null },
      machine: await found(describeMachine),
      graphicsDrivers: await found(graphicsDrivers),
      runtime: await found(describeRuntime),
      devices: await found(() => tryDevices(invocation)),
      models: await found(async () => (await invocation.services()).models.list()),
      dataFolder: await found(() => dataFolder(defaultDataFolder())),
      environment: Object.fromEntries(
        Object.entries(process.env).filter(([name, value]) => VARIABLES.test(name) && value !== ''),
      ),
    };
    invocation.console.result(report, inWords(report));
  },
};

type Report = {
  readonly application: { readonly version: string; readonly node: string; readonly electron: string | null };
  readonly machine: Finding<Machine>;
  readonly graphicsDrivers: Finding<readonly string[]>;
  readonly runtime: Finding<RuntimeDescription>;
  readonly devices: Finding<Devices>;
  readonly models: Finding<Awaited<ReturnType<Services['models']['list']>>>;
  readonly dataFolder: Finding<FolderSpace>;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

async function found<T>(look: () => Promise<T>): Promise<Finding<T>> {
  try {
    return await look();
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

async function tryDevices(invocation: Invocation): Promise<Devices> {
  const { models, devices } = await invocation.services();
  if (invocation.values.retry === true) await devices.retry();
  const model = await models.find(textOption(invocation, 'model'));
  const folder = await models.folderOf(model);
  invocation.console.note(
    `testing devices with the model ${model}; the first run compiles, which takes some seconds`,
  );
  return { model, choice: devices.choice, devices: await devices.probeAll(folder) };
}

async function dataFolder(path: string): Promise<FolderSpace> {
  const space = await statfs(path).catch(() => null);
  return { path, freeBytes: space === null ? null : space.bavail * space.bsize };
}

function inWords(report: Report): string {
  const {
    application,
    machine,
    graphicsDrivers: drivers,
    runtime,
    devices,
    models,
    dataFolder: folder,
  } = report;
  const electron = application.electron === null ? '' : `, Electron ${application.electron}`;
  return [
    `Longsight    ${application.version} (Node ${application.node}${electron})`,
    ...section('machine', machine, ({ cpu, cores, flags, memoryBytes, freeMemoryBytes, system }) => [
      `${cpu}, ${cores} cores${flags.length > 0 ? ` (${flags.join(' ')})` : ''}`,
      `${gigabytes(memoryBytes)} of memory, ${gigabytes(freeMemoryBytes)} free; ${system}`,
    ]),
    ...section('drivers', drivers, (lines) => (lines.length > 0 ? lines : ['none found'])),
    ...section('runtime', runtime, ({ version: its, backends }) => [
      `ONNX Runtime ${its}: ${backends.map(({ name, bundled }) => (bundled ? name : `${name} (not bundled)`)).join(', ')}`,
    ]),
    ...section('devices', devices, ({ model, devices: each }) => [
      `with the model ${model}`,
      ...each.map(deviceLine),
    ]),
    ...section('models', models, (each) =>
      each.map(
        ({ name, imageSizePx, embeddingDim, calibration }) =>
          `${name}: ${imageSizePx} px, ${embeddingDim} dimensions, ${calibrationLine(calibration)}`,
      ),
    ),
    ...section('data', folder, ({ path, freeBytes }) => [
      `${path}${freeBytes === null ? ' (not created yet)' : `, ${gigabytes(freeBytes)} free`}`,
    ]),
    ...section('environment', Object.entries(report.environment), (variables) =>
      variables.length > 0 ? variables.map(([name, value]) => `${name}=${value}`) : ['none set'],
    ),
  ].join('\n');
}

function deviceLine({ name, state, reason, windowsPerSecond }: DeviceStatus): string {
  const speed = windowsPerSecond === null ? [] : [`${rate(windowsPerSecond)} windows/s`];
  const words = [state === 'in-use' ? 'in use' : state, ...speed, ...(reason === null ? [] : [reason])];
  return `${name.padEnd(9)} ${words.join(', ')}`;
}

/** The heading stands on the first line; a fault replaces a part that could not be determined. */
function section<T>(
  heading: string,
  finding: Finding<T>,
  lines: (value: T) => readonly string[],
): readonly string[] {
  const words = isFault(finding) ? [`could not be determined: ${finding.fault}`] : lines(finding);
  return words.map((line, i) => `${(i === 0 ? heading : '').padEnd(13)}${line}`);
}

function isFault<T>(finding: Finding<T>): finding is { readonly fault: string } {
  return typeof finding === 'object' && finding !== null && 'fault' in finding;
}

function gigabytes(bytes: number): string {
  return `${(bytes / GIGABYTE).toFixed(1)} GB`;
}
