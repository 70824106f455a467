/** Files that show how far fine-tuned models drifted from their bases; kept in the model folders, one for each precision. */
import { join } from 'node:path';
import type { ModelIdentity } from '../../../core/encoder.ts';
import type { Storage } from '../../../core/host.ts';
import { type Bank, bankWithDrift } from '../../../core/search/bank.ts';
import { type DriftFile, type PicturesTwice, picturesTwice } from '../../../core/search/drift.ts';

export class ModelDrifts {
  readonly #storage: Storage;
  /** Folder of the models. */
  readonly #models: string;
  /** By sum: each question asks for one several times. */
  readonly #known = new Map<number, PicturesTwice>();
  /** By sum; each with the bank that it was made of. */
  readonly #banks = new Map<number, { readonly of: Bank; readonly bank: Bank }>();

  constructor(storage: Storage, models: string) {
    this.#storage = storage;
    this.#models = models;
  }

  async store(model: ModelIdentity, { bytes }: DriftFile): Promise<void> {
    await this.#storage.writeFile(this.#path(model), bytes);
  }

  /** Null if the file is missing, damaged or another one. */
  async read(model: ModelIdentity, crc: number): Promise<PicturesTwice | null> {
    const known = this.#known.get(crc);
    if (known) return known;
    const path = this.#path(model);
    if (!(await this.#storage.exists(path))) return null;
    const pictures = picturesTwice(await this.#storage.readFile(path), crc, model.embeddingDim);
    if (pictures !== null) this.#known.set(crc, pictures);
    return pictures;
  }

  /** The bank for a model that drifted; the same one for the same sum. */
  async bank(of: Bank, model: ModelIdentity, crc: number): Promise<Bank> {
    const known = this.#banks.get(crc);
    if (known?.of === of) return known.bank;
    const pictures = await this.read(model, crc);
    if (pictures === null) return of;
    const bank = bankWithDrift(of, pictures);
    this.#banks.set(crc, { of, bank });
    return bank;
  }

  #path({ id, precision }: ModelIdentity): string {
    return join(this.#models, id, `drift.${precision}.f16`);
  }
}
