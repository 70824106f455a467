/** What the user set for this installation: `settings.json`. */
import type { AppSettings } from '../../../core/documents/app.ts';
import { LANGUAGE_CHOICES } from '../../../core/documents/language.ts';
import { absentAs, atLeast, boolean, literal, type Shape } from '../../../core/documents/shape.ts';
import type { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { readOrSetAside, readStateFile } from '../../../core/state-file.ts';

const DEFAULTS: AppSettings = { keepsAwake: true, notifies: true, language: 'system' };

const stored: Shape<AppSettings> = atLeast({
  keepsAwake: absentAs(DEFAULTS.keepsAwake, boolean),
  notifies: absentAs(DEFAULTS.notifies, boolean),
  language: absentAs(DEFAULTS.language, literal(...LANGUAGE_CHOICES)),
});

export class AppSettingsStore {
  readonly #storage: Storage;
  readonly #path: string;
  #settings: AppSettings;

  private constructor(storage: Storage, path: string, settings: AppSettings) {
    this.#storage = storage;
    this.#path = path;
    this.#settings = settings;
  }

  /** A damaged file is moved aside and named; then the settings are those of a new installation. */
  static async open(storage: Storage, path: string, faults: Faults): Promise<AppSettingsStore> {
    const read = await readOrSetAside(
      storage,
      path,
      faults,
      'the settings are those of a new installation',
      () => readStateFile(storage, path, stored),
    );
    return new AppSettingsStore(storage, path, read ?? DEFAULTS);
  }

  get(): AppSettings {
    return this.#settings;
  }

  async set(settings: AppSettings): Promise<void> {
    await this.#storage.writeFile(this.#path, new TextEncoder().encode(JSON.stringify(settings)));
    this.#settings = settings;
  }
}
