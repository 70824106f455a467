/** Formatting of numbers for display, as the page's language writes them. A line does not end between a number and its unit. */
import { LOCALE } from './locale.ts';
import { strings } from './strings.ts';

const formats = new Map<number, Intl.NumberFormat>();
const twoDigits = new Intl.NumberFormat(LOCALE, {
  minimumSignificantDigits: 2,
  maximumSignificantDigits: 2,
});

/** With exactly so many decimals, ungrouped; negative numbers with a minus sign. */
export function formatNumber(value: number, digits: number): string {
  const known = formats.get(digits);
  const format = known ?? numberFormat(digits);
  if (!known) formats.set(digits, format);
  return format.format(value).replace('-', '−');
}

function numberFormat(digits: number): Intl.NumberFormat {
  return new Intl.NumberFormat(LOCALE, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
    // No minus before what rounds to zero.
    signDisplay: 'negative',
  });
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${formatNumber(value, power === 0 || value >= 100 ? 0 : 1)}\u00a0${units[power]}`;
}

export function formatSeconds(seconds: number): string {
  if (seconds < 1) return strings.underOneSecond;
  if (seconds < 60) return `${Math.round(seconds)}\u00a0s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60)
    return seconds < 600
      ? `${Math.floor(seconds / 60)}\u00a0min ${Math.round(seconds % 60)}\u00a0s`
      : `${minutes}\u00a0min`;
  return `${Math.floor(minutes / 60)}\u00a0h ${minutes % 60}\u00a0min`;
}

export function formatCount(count: number): string {
  return count.toLocaleString(LOCALE);
}

export function formatScore(score: number): string {
  return formatNumber(score, 3);
}

export function formatPercent(share: number): string {
  return `${Math.round(share * 100)}\u00a0%`;
}

/** With four significant digits. */
export function formatMeasure(value: number): string {
  return value.toLocaleString(LOCALE, { minimumSignificantDigits: 4, maximumSignificantDigits: 4 });
}

/** For lengths on the ground. */
export function formatMetres(metres: number): string {
  if (metres >= 10_000) return `${formatNumber(metres / 1000, 0)}\u00a0km`;
  if (metres >= 1000) return `${formatNumber(metres / 1000, 1)}\u00a0km`;
  return `${metres >= 10 ? Math.round(metres) : twoDigits.format(metres)}\u00a0m`;
}

export function formatTime(iso: string): string {
  return new Date(iso).toLocaleString(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });
}
