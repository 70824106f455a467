/** Saves what is at an address as a file, by the browser's download. */
export function saveLink(url: string, fileName: string): void {
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = fileName;
  anchor.click();
}
