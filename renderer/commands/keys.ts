/** Key combinations: written as `Mod+Shift+F`, matched against events, displayed in the platform's notation. */

import { strings } from './strings.ts';

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export function matchesKeys(event: KeyboardEvent, keys: string): boolean {
  const parts = partsOf(keys);
  const key = parts.at(-1)!;
  const wants = (modifier: string): boolean => parts.slice(0, -1).includes(modifier);
  const mod = isMac ? event.metaKey : event.ctrlKey;
  // Some keyboards need Shift for "?" and others do not, so Shift is ignored for punctuation.
  const shiftAgrees = /^[^\w\s]$/.test(key) || event.shiftKey === wants('Shift');
  return mod === wants('Mod') && event.altKey === wants('Alt') && shiftAgrees && isSameKey(event, key);
}

/** The last part can be "+" itself. */
function partsOf(keys: string): readonly string[] {
  return keys.split(/\+(?=.)/);
}

/** Compares the character, or the physical key, because Alt and Shift change the character. */
function isSameKey(event: KeyboardEvent, key: string): boolean {
  if (event.key.toLowerCase() === key.toLowerCase()) return true;
  if (/^[A-Z]$/.test(key)) return event.code === `Key${key}`;
  return /^\d$/.test(key) && event.code === `Digit${key}`;
}

const MAC_SIGNS: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' };
const NAMES: Readonly<Record<string, string>> = { ...strings.keys, ArrowUp: '↑', ArrowDown: '↓' };

export function shownKeys(keys: string): string {
  const parts = partsOf(keys);
  const names = parts.map((part) => (isMac && MAC_SIGNS[part]) || NAMES[part] || part);
  return names.join(isMac ? '' : '+');
}

/** On macOS, Option with a letter types a special character or starts an accent. */
export function writesSign({ altKey, ctrlKey, metaKey, key }: KeyboardEvent): boolean {
  return isMac && altKey && !ctrlKey && !metaKey && (key.length === 1 || key === 'Dead');
}

/** True if the target accepts text. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type))
  );
}
