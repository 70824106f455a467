/** Colour theme (light, dark or system), stored per browser and set on the document's root. */
import type { Theme, ViewStore } from './view-state.ts';

const STORAGE_KEY = 'longsight.theme';

export function storedTheme(): Theme {
  const stored = localStorage.getItem(STORAGE_KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function resolvedTheme(theme: Theme): 'light' | 'dark' {
  if (theme !== 'system') return theme;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function rememberTheme(view: ViewStore): void {
  const show = (): void => {
    document.documentElement.dataset.theme = resolvedTheme(view.getState().theme);
  };
  show();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  view.subscribe((state, before) => {
    if (state.theme === before.theme) return;
    localStorage.setItem(STORAGE_KEY, state.theme);
    show();
  });
}
