/** The application itself, and servers on the web. */
import {
  type AppDescription,
  type AppSettings,
  CLEARABLE_PARTS,
  type DeviceReport,
  type Diagnosis,
  type DiskUse,
  type NewestRelease,
  type Revisions,
} from '../../documents/app.ts';
import { LANGUAGE_CHOICES } from '../../documents/language.ts';
import { boolean, literal, nothing, nullable, object, string } from '../../documents/shape.ts';
import type { WebHosts } from '../../documents/web.ts';
import { call } from './call.ts';
import { deviceName, model, scene } from './call-fields.ts';

export const appCalls = {
  'app.info': call(nothing).gives<AppDescription>(),
  'app.disk': call(nothing).gives<DiskUse>(),
  /** Deletes what is made again when it is needed. */
  'app.clear': call(object({ part: literal(...CLEARABLE_PARTS) })).gives<DiskUse>(),
  'app.settings': call(nothing).gives<AppSettings>(),
  'app.setSettings': call(
    object({ keepsAwake: boolean, notifies: boolean, language: literal(...LANGUAGE_CHOICES) }),
  ).gives<AppSettings>(),
  /** What `longsight doctor` says, and a text to copy about it, the scene and the model; `withPaths` also names folders in the text. */
  'app.diagnose': call(
    object({ scene: nullable(scene), model: nullable(model), withPaths: boolean }),
  ).gives<Diagnosis>(),
  /** Asks the page of the releases, which nothing else does. */
  'app.newestRelease': call(nothing).gives<NewestRelease>(),
  /** Never returns: reports the revisions whenever one changes, until aborted. */
  'app.watch': call(nothing).gives<null, Revisions>(),
  /** Faults that do not stop the application: each damaged file that was left out or moved aside, with what to do. */
  'app.faults': call(nothing).gives<readonly string[]>(),
  /** Devices for the model loaded last. Starts measuring devices that were never tried. */
  'app.device': call(nothing).gives<DeviceReport>(),
  /** `device` null chooses by measurement. */
  'app.chooseDevice': call(object({ device: nullable(deviceName) })).gives<null>(),
  /** Forgets past device failures, so that the devices are tried again. */
  'app.retryDevices': call(nothing).gives<null>(),

  /** Servers that may be asked for scenes and backgrounds. */
  'web.hosts': call(nothing).gives<WebHosts>(),
  /** The description (XML) of a WMS, as its server sends it. Allows that server. */
  'web.capabilities': call(object({ address: string(4000) })).gives<string>(),
  'web.allow': call(object({ host: string(300) })).gives<WebHosts>(),
  'web.forget': call(object({ host: string(300) })).gives<WebHosts>(),
} as const;
