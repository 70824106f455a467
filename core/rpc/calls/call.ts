/** One call of the contract: the shape of its input, and the types of what it gives. */
import type { Shape } from '../../documents/shape.ts';

export type Call<In, Out, P> = {
  readonly input: Shape<In>;
  /** For types only; never present at run time. */
  readonly types?: { readonly out: Out; readonly progress: P };
};

/** `Out` is what the call gives, `P` what it reports while it works. */
export function call<In>(input: Shape<In>): { gives<Out, P = never>(): Call<In, Out, P> } {
  return { gives: () => ({ input }) };
}
