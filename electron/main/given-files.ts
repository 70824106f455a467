/** Files that reach the application from outside its page: command line, file manager, a second start, the menu. */
import type { GrantAccess } from '../../core/rpc/main-messages.ts';

export type GivenFile = { readonly path: string; readonly access: Exclude<GrantAccess, 'write'> };

export class GivenFiles {
  #waiting: GivenFile[] = [];
  #deliver: ((file: GivenFile) => void) | null = null;
  /** Called when files arrive while no page listens. */
  onWaiting: () => void = () => undefined;

  /** Kept until a page listens. */
  add(paths: readonly string[], access: GivenFile['access'] = 'read'): void {
    this.#waiting.push(...paths.map((path) => ({ path, access })));
    this.#flush();
    if (this.#waiting.length > 0) this.onWaiting();
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Delivers waiting and later files; null when the page is gone. */
  deliverTo(deliver: ((file: GivenFile) => void) | null): void {
    this.#deliver = deliver;
    this.#flush();
  }

  #flush(): void {
    if (this.#deliver === null) return;
    const files = this.#waiting;
    this.#waiting = [];
    for (const file of files) this.#deliver(file);
  }
}
