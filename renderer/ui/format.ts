/** Formatting of numbers for display, as the page's language writes them. */
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
  return `${formatNumber(value, power === 0 || value >= 100 ? 0 : 1)} ${units[power]}`;
}

export function formatSeconds(seconds: number): string {
  if (seconds < 1) return strings.underOneSecond;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60)
    return seconds < 600 ? `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s` : `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function formatCount(count: number): string {
  return count.toLocaleString(LOCALE);
}

export function formatScore(score: number): string {
  return formatNumber(score, 3);
}

export function formatPercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** With four significant digits. */
export function formatMeasure(value: number): string {
  return value.toLocaleString(LOCALE, { minimumSignificantDigits: 4, maximumSignificantDigits: 4 });
}

/** For lengths on the ground. */
export function formatMetres(metres: number): string {
  if (metres >= 10_000) return `${formatNumber(metres / 1000, 0)} km`;
  if (metres >= 1000) return `${formatNumber(metres / 1000, 1)} km`;
  return `${metres >= 10 ? Math.round(metres) : twoDigits.format(metres)} m`;
}

export function formatTime(iso: string): string {
  return new Date(iso).toLocaleString(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });
}
