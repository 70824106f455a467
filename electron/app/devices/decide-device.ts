/** Choice of the compute device from test results, with a reason for every device that is not used. */
import type { DeviceName, DeviceStatus } from '../../../core/documents/app.ts';
import type { ProbeOutcome } from '../../engine/engine-messages.ts';
import { DEVICE_NAMES } from './device-candidates.ts';

export type Knowledge =
  | ProbeOutcome
  /** `crashed`: it crashed a process. `unfit`: it passed its test, but failed later. */
  | { readonly kind: 'crashed' | 'unfit'; readonly reason: string };

export type DeviceQuestion = {
  /** In order of preference, without the CPU. */
  readonly candidates: readonly DeviceName[];
  /** Devices that the user or the environment chose, in order, regardless of speed; null lets the measurements decide. */
  readonly wanted: readonly DeviceName[] | null;
  /** Why this model runs only on the CPU; null if it can use other devices. */
  readonly cpuOnly: string | null;
  /** Test results and failures; devices that were not tested are absent. */
  readonly known: ReadonlyMap<DeviceName, Knowledge>;
  /** The device being tested now. */
  readonly testing: DeviceName | null;
};

export type DeviceDecision = {
  readonly device: DeviceName;
  /** Devices whose test could change the decision, in the order to test them. */
  readonly untested: readonly DeviceName[];
  readonly devices: readonly DeviceStatus[];
};

/**
 * Chooses the first device that was verified and is faster than the CPU; of wanted devices, the first that was verified. The CPU is the
 * last resort.
 */
export function decideDevice(question: DeviceQuestion): DeviceDecision {
  const { candidates, wanted, cpuOnly, known } = question;
  const considered: readonly DeviceName[] = [...(cpuOnly === null ? (wanted ?? candidates) : []), 'cpu'];
  const place = considered.findIndex((each) => each === 'cpu' || isUsable(question, each));
  const device = considered[place];
  const untested = considered.slice(0, place).filter((each) => !known.has(each));
  const asked = wanted === null ? candidates : [...wanted, ...candidates];
  const listed = [...new Set(asked)].filter((each) => each !== 'cpu');
  return {
    device,
    untested,
    devices: [...listed, 'cpu' as const].map((each) => statusOf(question, each, device, untested)),
  };
}

/** Formats a speed in windows per second: `3.0`, `150`. */
export function rate(windowsPerSecond: number): string {
  return windowsPerSecond < 9.95 ? windowsPerSecond.toFixed(1) : windowsPerSecond.toFixed(0);
}

function outcomeOf({ known }: DeviceQuestion, device: DeviceName): Knowledge | { readonly kind: 'untried' } {
  return known.get(device) ?? { kind: 'untried' };
}

function isUsable(question: DeviceQuestion, device: DeviceName): boolean {
  const outcome = outcomeOf(question, device);
  if (outcome.kind !== 'verified') return false;
  return question.wanted !== null || outcome.windowsPerSecond > outcome.cpuWindowsPerSecond;
}

function statusOf(
  question: DeviceQuestion,
  device: DeviceName,
  inUse: DeviceName,
  untested: readonly DeviceName[],
): DeviceStatus {
  const outcome = outcomeOf(question, device);
  const name = DEVICE_NAMES[device];
  const windowsPerSecond =
    device === 'cpu' ? cpuSpeed(question) : outcome.kind === 'verified' ? outcome.windowsPerSecond : null;
  const status = { device, name, windowsPerSecond };
  if (device === inUse) return { ...status, state: 'in-use', reason: null };
  if (device === question.testing) return { ...status, state: 'testing', reason: 'being tested' };
  const reason = reasonAgainst(question, device, inUse);
  if (device === 'cpu') return { ...status, state: 'ready', reason };
  if (outcome.kind === 'untried')
    return untested.includes(device)
      ? { ...status, state: 'waiting', reason: 'not tested yet' }
      : { ...status, state: 'untested', reason: `not tested: ${reason}` };
  return { ...status, state: outcome.kind === 'verified' ? 'ready' : 'passed-over', reason };
}

function reasonAgainst(question: DeviceQuestion, device: DeviceName, inUse: DeviceName): string {
  const { wanted, cpuOnly } = question;
  const outcome = outcomeOf(question, device);
  if (outcome.kind === 'crashed') return `it crashed the engine process: ${outcome.reason}`;
  if (outcome.kind === 'failed' || outcome.kind === 'unfit') return outcome.reason;
  if (cpuOnly !== null) return cpuOnly;
  if (wanted !== null) return `${wanted.map((each) => DEVICE_NAMES[each]).join(', ')} was chosen`;
  if (outcome.kind === 'verified' && outcome.windowsPerSecond <= outcome.cpuWindowsPerSecond)
    return `slower than the CPU: ${rate(outcome.windowsPerSecond)} vs ${rate(outcome.cpuWindowsPerSecond)} windows/s`;
  const user = outcomeOf(question, inUse);
  return device === 'cpu' && user.kind === 'verified'
    ? `slower than ${DEVICE_NAMES[inUse]}: ${rate(user.cpuWindowsPerSecond)} vs ${rate(user.windowsPerSecond)} windows/s`
    : `${DEVICE_NAMES[inUse]} is in use`;
}

/** CPU speed in windows per second, from the last test; null if no device was tested. */
function cpuSpeed({ known }: DeviceQuestion): number | null {
  const speeds = [...known.values()].flatMap((each) =>
    'cpuWindowsPerSecond' in each ? [each.cpuWindowsPerSecond] : [],
  );
  return speeds.at(-1) ?? null;
}
