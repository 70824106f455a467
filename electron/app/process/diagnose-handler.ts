/** Handler of the self-check: gathers what the report about the installation and the present work needs. */
import type { AppDescription, Diagnosis } from '../../../core/documents/app.ts';
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { DownloadSettings } from '../../../core/documents/model.ts';
import { InvalidInput } from '../../../core/errors.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { Services } from './create-services.ts';
import { describeInstallation, type FoundDevices, reportSections } from './describe-installation.ts';
import { type Diagnosed, diagnosticsText } from './diagnostics.ts';

type Parts = {
  readonly services: Services;
  readonly jobs: JobTable;
  readonly description: AppDescription;
};

type Asked = {
  readonly scene: SceneId | null;
  readonly model: ModelId | null;
  readonly withPaths: boolean;
};

export async function diagnose(
  { services, jobs, description }: Parts,
  { scene, model, withPaths }: Asked,
): Promise<Diagnosis> {
  const { scenes, models, downloads, faults } = services;
  const triedDevices = async (): Promise<FoundDevices> => {
    const { choice, devices } = await models.device();
    return { model: model ?? 'starter', choice, devices };
  };
  const report = await describeInstallation(description.dataFolder, triedDevices, () => models.list());
  const sections = reportSections(report);
  const listed = 'fault' in report.models ? [] : report.models;
  const text = diagnosticsText(
    {
      installation: sections,
      scene: scene !== null && scenes.isKnown(scene) ? await scenes.detail(scene) : null,
      model: listed.find(({ id }) => id === model) ?? null,
      downloads: await settingsOrNull(() => downloads.settings.get()),
      faults: faults.list(),
      jobs: await failedJobs(jobs),
    },
    withPaths,
  );
  return { sections, text };
}

async function failedJobs(jobs: JobTable): Promise<Diagnosed['jobs']> {
  const failed = jobs.list().filter(({ state }) => state === 'failed' || state === 'interrupted');
  return Promise.all(failed.map(async (job) => ({ job, log: await jobs.log(job.id) })));
}

/** Null for damaged settings, which are named where they are used. */
async function settingsOrNull(get: () => Promise<DownloadSettings>): Promise<DownloadSettings | null> {
  try {
    return await get();
  } catch (error) {
    if (error instanceof InvalidInput) return null;
    throw error;
  }
}
