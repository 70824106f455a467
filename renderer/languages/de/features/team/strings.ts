import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/team/strings.ts';

export const strings: Translated<typeof english> = {
  team: 'Team',
  store: 'Team-Speicher',
  intro:
    'Ein Team-Speicher ist eine PostgreSQL-Datenbank, in der mehrere Rechner Tausende von Szenen indizieren und die alle wie eine Sammlung befragen. Wem er gehört, legt ihn mit „longsight team init“ an.',
  address: 'Adresse',
  addressExample: 'postgresql://anna@db.example/longsight',
  passwordHint:
    'Ohne Passwort: Es kommt aus PGPASSWORD, ~/.pgpass oder einer Dienstdatei (service:NAME) und wird hier nie gespeichert.',
  connect: 'Verbinden',
  connecting: 'Verbindung wird aufgebaut…',
  cannotConnect: 'Der Team-Speicher ist nicht erreichbar',
  again: 'Erneut versuchen',
  disconnect: 'Trennen',
  ofEnvironment: 'Durch LONGSIGHT_TEAM genannt',

  ask: 'Fragen',
  as: (user, role) => `${user}, ${role}`,
  roles: { owner: 'Eigentümer', worker: 'darf hinzufügen und indizieren', analyst: 'fragt und beurteilt' },
  scenes: (count, indexed, indexes, size) =>
    `${count === '1' ? '1 Szene' : `${count} Szenen`}, ${indexed} von ${indexes} Indizes vollständig, ${size}`,
  notReached: (names) => `Dieser Rechner erreicht ${names} nicht`,
  notReachedText: 'Treffer dort haben keine Bilder, und ihre Szenen lassen sich nicht öffnen.',

  work: 'Indizieren',
  windows: (done, all) => `${done} von ${all} Fenstern`,
  allIndexed: 'Alle Fenster sind indiziert',
  pace: (perSecond) => `${perSecond} Fenster je Sekunde`,
  left: (time) => `noch ${time}`,
  queue: (waiting, active) => `${waiting} Blöcke warten, ${active} werden kodiert`,
  cancelled: (count) => `${count} abgebrochen`,
  failed: (count) => (count === '1' ? '1 Block fehlgeschlagen' : `${count} Blöcke fehlgeschlagen`),
  workers: 'Worker',
  noWorkers:
    'Kein Worker am letzten Tag. Starten Sie einen mit „longsight worker“ auf einem Rechner, der die Szenen erreicht.',
  workerOn: (name, host) => (name === host ? name : `${name} auf ${host}`),
  workerDid: (device, blocks) => `${device} · ${blocks} Blöcke`,
  silent: 'meldet sich nicht mehr',
  alive: 'arbeitet',

  questions: 'Fragen des Teams',
  noQuestions: 'Noch hat niemand gefragt.',
  questionBy: (by, at, hits) => `${by} · ${at} · ${hits} Treffer`,
  askAgain: (words) => `Noch einmal fragen: ${words}`,

  exact: 'genau',
  approximate: (recall, day) =>
    `angenähert, ${recall} der besten 100 gefunden, gemessen an diesem Speicher am ${day}`,
  measured: (model, how) => `${model}: ${how}`,

  reviews: 'Urteile über den Treffer',
  accept: 'Treffer annehmen',
  reject: 'Treffer ablehnen',
  note: 'Notiz für das Team',
  said: { accepted: 'angenommen', rejected: 'abgelehnt', noted: 'mit Notiz' },
  nobody: 'Niemand hat diesen Treffer beurteilt.',

  share: 'Index teilen…',
  shareOf: (model, sizes) => `Index teilen (${model}, ${sizes}\u00a0px)…`,
  shareTitle: (scene) => `Index von ${scene} teilen?`,
  shareText: (windows, store) =>
    `Seine ${windows} Fenster werden nach ${store} kopiert; nichts wird neu kodiert. Die Datei selbst bleibt, wo sie ist; das muss eine Freigabe des Teams sein.`,
  shareConfirm: 'Teilen',
  cancel: 'Abbrechen',
  pull: 'Aus dem Team-Speicher kopieren',
};
