export const OFFERS: number;
export const CLAIM_WORDS: number;
export function offer(shared: Int32Array, id: number): void;
export function claim(shared: Int32Array, id: number): boolean;
