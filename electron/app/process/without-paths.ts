/** Shortens the paths in a text to names of files, so that a report tells nobody how its sender's folders are called. */

/**
 * From a drive, a share or the root to the last separator, over names with spaces. Not in an address (`https://host/a/b`) nor after a
 * letter (`windows/s`). Two paths in one phrase may take the words between them along: too short is safe, too long is not.
 */
const FOLDERS = /(?<![\w:/])(?:[A-Za-z]:)?[\\/](?:[^\\/:*?"<>|\n]*[\\/])+/g;

export function withoutPaths(text: string): string {
  return text.replace(FOLDERS, '');
}
