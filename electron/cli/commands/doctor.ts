/** `longsight doctor`: describes the machine and tests which devices compute correctly and how fast. */
import { defaultDataFolder } from '../../app/disk/data-folder.ts';
import {
  describeInstallation,
  type FoundDevices,
  reportSections,
  sectionsInWords,
} from '../../app/process/describe-installation.ts';
import { type Command, type Invocation, textOption } from './command.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  usage: 'doctor [--model NAME] [--retry]',
  summary: 'describe this machine and test its compute devices; --retry also tests those that crashed before',
  options: { model: { type: 'string' }, retry: { type: 'boolean' } },
  run: async (invocation) => {
    const report = await describeInstallation(
      defaultDataFolder(),
      () => tryDevices(invocation),
      async () => (await invocation.services()).models.list(),
    );
    invocation.console.result(report, sectionsInWords(reportSections(report)));
  },
};

async function tryDevices(invocation: Invocation): Promise<FoundDevices> {
  const { models, devices } = await invocation.services();
  if (invocation.values.retry === true) await devices.retry();
  const model = await models.find(textOption(invocation, 'model'));
  const folder = await models.folderOf(model);
  invocation.console.note(
    `testing devices with the model ${model}; the first run compiles, which takes some seconds`,
  );
  return { model, choice: devices.choice, devices: await devices.probeAll(folder) };
}
