export const strings = {
  team: 'Team',
  store: 'Team store',
  intro:
    'A team store is a PostgreSQL database in which several machines index thousands of scenes, and which everybody asks as one collection. Its owner makes it with “longsight team init”.',
  address: 'Address',
  addressExample: 'postgresql://anna@db.example/longsight',
  passwordHint:
    'Without a password: that comes from PGPASSWORD, ~/.pgpass or a connection service file (service:NAME), and is never stored here.',
  connect: 'Connect',
  connecting: 'Connecting…',
  cannotConnect: 'The team store cannot be reached',
  again: 'Try again',
  disconnect: 'Disconnect',
  ofEnvironment: 'Named by LONGSIGHT_TEAM',

  ask: 'Ask',
  as: (user: string, role: string) => `${user}, ${role}`,
  roles: { owner: 'owner', worker: 'may add and index', analyst: 'asks and reviews' },
  scenes: (count: string, indexed: string, indexes: string, size: string) =>
    `${count === '1' ? '1 scene' : `${count} scenes`}, ${indexed} of ${indexes} indexes complete, ${size}`,
  notReached: (names: string) => `This machine does not reach ${names}`,
  notReachedText: 'Hits there have no pictures, and their scenes cannot be opened.',

  work: 'Indexing',
  windows: (done: string, all: string) => `${done} of ${all} windows`,
  allIndexed: 'All windows are indexed',
  pace: (perSecond: string) => `${perSecond} windows a second`,
  left: (time: string) => `${time} left`,
  queue: (waiting: string, active: string) => `${waiting} blocks waiting, ${active} being encoded`,
  cancelled: (count: string) => `${count} cancelled`,
  failed: (count: string) => (count === '1' ? '1 block failed' : `${count} blocks failed`),
  workers: 'Workers',
  noWorkers:
    'No worker in the last day. Start one with “longsight worker” on a machine that reaches the scenes.',
  workerOn: (name: string, host: string) => (name === host ? name : `${name} on ${host}`),
  workerDid: (device: string, blocks: string) => `${device} · ${blocks} blocks`,
  silent: 'not heard of any more',
  alive: 'working',

  questions: 'Questions of the team',
  noQuestions: 'Nobody has asked yet.',
  questionBy: (by: string, at: string, hits: string) => `${by} · ${at} · ${hits} hits`,
  askAgain: (words: string) => `Ask again: ${words}`,

  exact: 'exact',
  approximate: (recall: string, day: string) =>
    `approximate, recall ${recall} of the best 100, measured on this store on ${day}`,
  measured: (model: string, how: string) => `${model}: ${how}`,

  reviews: 'Reviews of the hit',
  accept: 'Accept hit',
  reject: 'Reject hit',
  note: 'Note for the team',
  said: { accepted: 'accepted', rejected: 'rejected', noted: 'noted' },
  nobody: 'Nobody has reviewed this hit.',

  share: 'Share index…',
  shareOf: (model: string, sizes: string) => `Share index (${model}, ${sizes}\u00a0px)…`,
  shareTitle: (scene: string) => `Share the index of ${scene}?`,
  shareText: (windows: string, store: string) =>
    `Its ${windows} windows are copied to ${store}; nothing is encoded again. The file itself stays where it is, which must be a share of the team.`,
  shareConfirm: 'Share',
  cancel: 'Cancel',
  pull: 'Copy from the team store',
} as const;
