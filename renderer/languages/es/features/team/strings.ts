import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/team/strings.ts';

export const strings: Translated<typeof english> = {
  team: 'Equipo',
  store: 'Almacén del equipo',
  intro:
    'El almacén del equipo es una base de datos PostgreSQL en la que varias máquinas indexan miles de escenas y a la que todos preguntan como a una colección. Su propietario lo crea con «longsight team init».',
  address: 'Dirección',
  addressExample: 'postgresql://anna@db.example/longsight',
  passwordHint:
    'Sin contraseña: viene de PGPASSWORD, ~/.pgpass o un archivo de servicios (service:NOMBRE), y nunca se guarda aquí.',
  connect: 'Conectar',
  connecting: 'Conectando…',
  cannotConnect: 'No se puede acceder al almacén del equipo',
  again: 'Reintentar',
  disconnect: 'Desconectar',
  ofEnvironment: 'Indicado por LONGSIGHT_TEAM',

  ask: 'Preguntar',
  as: (user, role) => `${user}, ${role}`,
  roles: { owner: 'propietario', worker: 'puede añadir e indexar', analyst: 'pregunta y revisa' },
  scenes: (count, indexed, indexes, size) =>
    `${count === '1' ? '1 escena' : `${count} escenas`}, ${indexed} de ${indexes} índices completos, ${size}`,
  notReached: (names) => `Esta máquina no llega a ${names}`,
  notReachedText: 'Los aciertos de allí no tienen imágenes y sus escenas no se pueden abrir.',

  work: 'Indexación',
  windows: (done, all) => `${done} de ${all} ventanas`,
  allIndexed: 'Todas las ventanas están indexadas',
  pace: (perSecond) => `${perSecond} ventanas por segundo`,
  left: (time) => `quedan ${time}`,
  queue: (waiting, active) => `${waiting} bloques en espera, ${active} en codificación`,
  cancelled: (count) => `${count} cancelados`,
  failed: (count) => (count === '1' ? '1 bloque con error' : `${count} bloques con error`),
  workers: 'Procesos de trabajo',
  noWorkers:
    'Ningún proceso de trabajo en el último día. Inicie uno con «longsight worker» en una máquina que llegue a las escenas.',
  workerOn: (name, host) => (name === host ? name : `${name} en ${host}`),
  workerDid: (device, blocks) => `${device} · ${blocks} bloques`,
  silent: 'ya no responde',
  alive: 'trabajando',

  questions: 'Preguntas del equipo',
  noQuestions: 'Nadie ha preguntado todavía.',
  questionBy: (by, at, hits) => `${by} · ${at} · ${hits} aciertos`,
  askAgain: (words) => `Preguntar de nuevo: ${words}`,

  exact: 'exacto',
  approximate: (recall, day) =>
    `aproximado, recall ${recall} de los 100 mejores, medido en este almacén el ${day}`,
  measured: (model, how) => `${model}: ${how}`,

  reviews: 'Revisiones del acierto',
  accept: 'Aceptar el acierto',
  reject: 'Rechazar el acierto',
  note: 'Nota para el equipo',
  said: { accepted: 'aceptado', rejected: 'rechazado', noted: 'con nota' },
  nobody: 'Nadie ha revisado este acierto.',

  share: 'Compartir índice…',
  shareOf: (model, sizes) => `Compartir índice (${model}, ${sizes}\u00a0px)…`,
  shareTitle: (scene) => `¿Compartir el índice de ${scene}?`,
  shareText: (windows, store) =>
    `Sus ${windows} ventanas se copian a ${store}; no se codifica nada de nuevo. El archivo queda donde está, que debe ser un recurso compartido del equipo.`,
  shareConfirm: 'Compartir',
  cancel: 'Cancelar',
  pull: 'Copiar del almacén del equipo',
};
