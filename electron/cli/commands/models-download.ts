/** `longsight models download NAME`: downloads and imports published weights; resumes an interrupted download. */
import { ACTIVATIONS, type DownloadRequest, type DownloadSettings } from '../../../core/documents/model.ts';
import type { Progress } from '../../../core/task.ts';
import { calibrationLine } from '../../app/models/calibration-line.ts';
import { duration } from '../print/duration.ts';
import {
  type Command,
  choiceOption,
  type Invocation,
  onePositional,
  textOption,
  UsageError,
} from './command.ts';
import { calibrateModel } from './models-calibrate.ts';

export const modelsDownloadCommand: Command = {
  name: 'models download',
  usage: `models download KNOWN|--url URL [--name NAME] [--activation ${ACTIVATIONS.join('|')}] [--mirror URL] [--proxy URL] [--accept-change]`,
  summary: 'download published weights and import them; resumes an interrupted download',
  options: {
    url: { type: 'string' },
    name: { type: 'string' },
    activation: { type: 'string' },
    mirror: { type: 'string' },
    proxy: { type: 'string' },
    'accept-change': { type: 'boolean' },
  },
  run: async (invocation) => {
    const request = requestOf(invocation);
    const settings = settingsOf(invocation);
    const { downloads } = await invocation.services();
    const summary = await downloads.download(
      request,
      { signal: invocation.signal, report: progressLine(invocation) },
      { acceptChange: invocation.values['accept-change'] === true, settings },
    );
    const { url, sha256 } = summary.provenance;
    const calibration = await calibrateModel(invocation, summary.id);
    invocation.console.result(
      { ...summary, calibration },
      `${summary.name} from ${url}\nSHA-256 ${sha256}\n${calibrationLine(calibration)}`,
    );
  },
};

function requestOf(invocation: Invocation): DownloadRequest {
  const url = textOption(invocation, 'url');
  const name = textOption(invocation, 'name');
  const activation = choiceOption(invocation, 'activation', ACTIVATIONS);
  if (url === null) {
    const model = onePositional(invocation, 'name of a known model (see longsight models known)');
    return { source: { kind: 'known', model }, name: name ?? model, activation };
  }
  if (invocation.positionals.length > 0)
    throw new UsageError('give the name of a known model or --url, not both');
  if (name === null) throw new UsageError('--url needs a --name for the model');
  return { source: { kind: 'url', url }, name, activation };
}

/** For this download only; the saved settings stay. */
function settingsOf(invocation: Invocation): Partial<DownloadSettings> {
  const mirror = textOption(invocation, 'mirror');
  const proxy = textOption(invocation, 'proxy');
  return { ...(mirror !== null && { mirror }), ...(proxy !== null && { proxy }) };
}

/** Megabytes and time left while downloading, then per cent. */
function progressLine(invocation: Invocation): (progress: Progress) => void {
  let phaseInHand = '';
  let first = { done: 0, atMs: 0 };
  return ({ phase, done, total }) => {
    if (phase !== phaseInHand) {
      phaseInHand = phase;
      first = { done, atMs: Date.now() };
    }
    const perByte = (Date.now() - first.atMs) / Math.max(1, done - first.done) / 1000;
    const left = done > first.done && total > done ? `, ${duration(perByte * (total - done))} left` : '';
    const share = total > 0 ? Math.round((100 * done) / total) : 0;
    const megabytes = `${(done / 1e6).toFixed(1)} of ${total > 0 ? (total / 1e6).toFixed(1) : '?'} MB`;
    invocation.console.progress(
      phase === 'downloading' ? `${phase} ${megabytes}${left}` : `${phase} ${share} %${left}`,
    );
  };
}
