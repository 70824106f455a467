/** List of faults that do not stop the application: a damaged file that was left out, a record that could not be saved. */

/** Texts for the user by subject. Each names the file, what is wrong and what to do. */
export class Faults {
  readonly #texts = new Map<string, string>();
  #changed: () => void = () => undefined;

  /** Called whenever the list changes. */
  watch(changed: () => void): void {
    this.#changed = changed;
  }

  /** Adds a text. It replaces an earlier one about the same subject. */
  note(about: string, text: string): void {
    if (this.#texts.get(about) === text) return;
    this.#texts.set(about, text);
    this.#changed();
  }

  /** Removes the text about a fault that is gone. */
  clear(about: string): void {
    if (this.#texts.delete(about)) this.#changed();
  }

  list(): readonly string[] {
    return [...this.#texts.values()];
  }
}
