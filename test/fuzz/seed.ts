/** An input to start from. */
export type Seed = { readonly name: string; readonly bytes: Uint8Array };
