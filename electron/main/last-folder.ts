/** Folder of the user's last choice in a dialog, kept across starts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app } from 'electron';

export class LastFolder {
  readonly #file = join(app.getPath('userData'), 'last-folder.txt');
  #path: string;

  constructor() {
    this.#path = readText(this.#file) ?? app.getPath('documents');
  }

  get path(): string {
    return this.#path;
  }

  join(name: string): string {
    return join(this.#path, name);
  }

  /** Call with each chosen file. */
  remember(file: string): void {
    this.#path = dirname(file);
    try {
      writeFileSync(this.#file, this.#path);
    } catch (error) {
      console.error(`longsight: cannot remember the folder of the last file in ${this.#file}:`, error);
    }
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // This file only sets where dialogs open, so an error must not keep the window from opening.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
