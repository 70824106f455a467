/** `longsight collection create | add | scan | list | remove`: which scenes belong together. */
import { dateInName } from '../../../core/collection/name-date.ts';
import type { CollectionSummary, ScanReport } from '../../../core/documents/collection.ts';
import type { CollectionId } from '../../../core/documents/ids.ts';
import { counted } from '../print/counted.ts';
import { type Command, type Invocation, onePositional, textOption, UsageError } from './command.ts';

const FAULTS_SHOWN = 20;

export const collectionCreateCommand: Command = {
  name: 'collection create',
  usage: 'collection create NAME PATH…',
  summary:
    'make a collection of folders (with all below them), GeoTIFFs, text files of paths, or STAC documents on disk, and look for its scenes',
  options: {},
  run: async (invocation) => {
    const [name, paths] = nameAndPaths(invocation);
    const { collections } = await invocation.services();
    await report(invocation, await collections.create(name, paths));
  },
};

export const collectionAddCommand: Command = {
  name: 'collection add',
  usage: 'collection add NAME PATH…',
  summary: 'add folders, files, lists or STAC documents to a collection, and look for its scenes',
  options: {},
  run: async (invocation) => {
    const [name, paths] = nameAndPaths(invocation);
    const { collections } = await invocation.services();
    const id = await collections.store.find(name);
    await collections.add(id, paths);
    await report(invocation, id);
  },
};

export const collectionScanCommand: Command = {
  name: 'collection scan',
  usage: 'collection scan NAME [--date-pattern PATTERN [--try]]',
  summary:
    'look for new, changed and missing scenes; PATTERN, such as "*_YYYYMMDD*", takes dates from file names, and --try shows them without using them',
  options: { 'date-pattern': { type: 'string' }, try: { type: 'boolean' } },
  run: async (invocation) => {
    const { collections } = await invocation.services();
    const id = await collections.store.find(onePositional(invocation, 'collection'));
    const pattern = textOption(invocation, 'date-pattern');
    if (invocation.values.try === true) return tryPattern(invocation, id, pattern);
    if (pattern !== null) {
      // Throws for a pattern that cannot be used.
      dateInName('', pattern);
      await collections.setDatePattern(id, pattern);
    }
    await report(invocation, id);
  },
};

export const collectionListCommand: Command = {
  name: 'collection list',
  usage: 'collection list [NAME]',
  summary: 'list the collections, or the scenes of one',
  options: {},
  run: async (invocation) => {
    const { collections } = await invocation.services();
    const [name, ...others] = invocation.positionals;
    if (others.length > 0) throw new UsageError('give one collection, or none');
    if (name === undefined) {
      const all = await collections.store.list();
      const lines = all.length === 0 ? ['no collections yet'] : all.map(summaryLine);
      return invocation.console.result(all, lines.join('\n'));
    }
    const scenes = await collections.store.scenes(await collections.store.find(name));
    const lines = scenes.map(({ path, fault, date, widthPx, heightPx }) =>
      [path, fault ?? `${widthPx} x ${heightPx} px`, ...(date === null ? [] : [date.date])].join('  '),
    );
    invocation.console.result(scenes, lines.join('\n'));
  },
};

export const collectionRemoveCommand: Command = {
  name: 'collection remove',
  usage: 'collection remove NAME',
  summary: 'remove a collection; its files and the indexes of its scenes stay',
  options: {},
  run: async (invocation) => {
    const name = onePositional(invocation, 'collection');
    const { collections } = await invocation.services();
    await collections.store.remove(await collections.store.find(name));
    invocation.console.result(
      { removed: name },
      `removed collection "${name}"; its files and indexes are kept`,
    );
  },
};

/** Looks for new, changed and missing files, with progress. */
export async function scanned(
  { services, signal, console }: Invocation,
  id: CollectionId,
): Promise<ScanReport> {
  const { collections } = await services();
  const found = await collections.scan(id, {
    signal,
    report: ({ phase, done, total }) => console.progress(`${phase}: ${done} of ${total} files`),
  });
  for (const { path, reason } of found.faults.slice(0, FAULTS_SHOWN))
    console.note(`left out: ${reason.includes(path) ? reason : `${path}: ${reason}`}`);
  if (found.faults.length > FAULTS_SHOWN)
    console.note(`left out: ${found.faults.length - FAULTS_SHOWN} more files that cannot be read`);
  return found;
}

async function report(invocation: Invocation, id: CollectionId): Promise<void> {
  const scan = await scanned(invocation, id);
  const summary = await (await invocation.services()).collections.store.summary(id);
  const { added, changed, gone, same } = scan;
  invocation.console.result(
    { ...summary, scan },
    `${summaryLine(summary)}\n${added} new, ${changed} changed, ${gone} gone, ${same} as before`,
  );
}

async function tryPattern(invocation: Invocation, id: CollectionId, pattern: string | null): Promise<void> {
  if (pattern === null) throw new UsageError('--try needs --date-pattern');
  const { collections } = await invocation.services();
  const dates = (await collections.store.scenes(id)).map(({ name }) => ({
    name,
    date: dateInName(name, pattern),
  }));
  invocation.console.result(dates, dates.map(({ name, date }) => `${name}  ${date ?? 'no date'}`).join('\n'));
}

function summaryLine({ name, scenes, faults, dates }: CollectionSummary): string {
  const unread = faults === 0 ? '' : `, ${faults} of them cannot be read`;
  const span = dates === null ? '' : `, ${dates.first.slice(0, 10)} to ${dates.last.slice(0, 10)}`;
  return `${name}: ${counted(scenes, 'scene')}${unread}${span}`;
}

function nameAndPaths({ positionals }: Invocation): [string, readonly string[]] {
  const [name, ...paths] = positionals;
  if (name === undefined) throw new UsageError('the name of the collection is missing');
  if (paths.length === 0) throw new UsageError('give at least one folder or file');
  return [name, paths];
}
