/**
 * Values that the window waits for before it opens: project, scenes, models and jobs. Everything behind the gate (`window/start-gate.tsx`)
 * can rely on them; later changes replace them, and a failed refetch keeps the last ones.
 */
import type { QueryClient, QueryKey, UseQueryResult } from '@tanstack/react-query';

/** Throws if the value has not arrived, that is, outside the gate. */
export function loaded<T>({ data }: UseQueryResult<T>): T {
  return present(data, 'This hook');
}

/** The cached value, for code outside components. Throws if it has not arrived. */
export function loadedNow<T>({ cache }: { readonly cache: QueryClient }, key: QueryKey): T {
  return present(cache.getQueryData<T>(key), key.join('/'));
}

function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what}: used before the window has loaded.`);
  return value;
}
