/** Faults that the application lives with: a damaged file that was left out, a record that could not be saved. */

/** Texts for the user, by what they are about; each names the file, what is wrong and what to do. */
export class Faults {
  readonly #texts = new Map<string, string>();
  #changed: () => void = () => undefined;

  /** Called whenever the list changes. */
  watch(changed: () => void): void {
    this.#changed = changed;
  }

  /** A later text about the same thing replaces the earlier one. */
  note(about: string, text: string): void {
    if (this.#texts.get(about) === text) return;
    this.#texts.set(about, text);
    this.#changed();
  }

  /** The fault is gone. */
  clear(about: string): void {
    if (this.#texts.delete(about)) this.#changed();
  }

  list(): readonly string[] {
    return [...this.#texts.values()];
  }
}
