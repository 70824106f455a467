/** Formatting of numbers for display. */

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${units[power]}`;
}

export function formatSeconds(seconds: number): string {
  if (seconds < 1) return 'under 1 s';
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60)
    return seconds < 600 ? `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s` : `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function formatCount(count: number): string {
  return new Intl.NumberFormat('en').format(count);
}

export function formatScore(score: number): string {
  return score.toFixed(3).replace('-', '−');
}

export function formatPercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** For lengths on the ground. */
export function formatMetres(metres: number): string {
  if (metres >= 10_000) return `${(metres / 1000).toFixed(0)} km`;
  if (metres >= 1000) return `${(metres / 1000).toFixed(1)} km`;
  return metres >= 10 ? `${Math.round(metres)} m` : `${metres.toPrecision(2)} m`;
}

export function formatTime(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}
