import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/results/strings.ts';
import { titles } from './titles.ts';

export const strings: Translated<typeof english> = {
  ...titles,
  scale: (reached, absent, present) =>
    `Esta pregunta alcanza ${reached}; el contenido ausente suele alcanzar ${absent}, el presente ${present}`,
  absentMark: 'ausente',
  presentMark: 'presente',
  why: 'Por qué esta ventana',
  hits: (count) => (count === '1' ? '1 acierto' : `${count} aciertos`),
  hitsIn: (count, windows) =>
    `${count === '1' ? '1 acierto' : `${count} aciertos`} en ${windows === '1' ? '1 ventana' : `${windows} ventanas`}`,
  aboveAbsent: (count) => `${count} sobre «ausente»`,
  belowAbsent: 'por debajo de lo que suele alcanzar el contenido ausente',
  hitList: 'Aciertos, el mejor primero',
  belowThreshold: (count) => `${count} más por debajo del umbral`,
  partial: (percent) => `Solo está indexado el ${percent} de la escena`,
  refresh: 'Repetir',
  timing: (sizes, text, search) =>
    `Ventanas de ${sizes}\u00a0px; frase ${text}\u00a0ms, búsqueda ${search}\u00a0ms`,
  percentile: (value) => `mejor que el ${value}\u00a0% de las ventanas`,
  percentileShort: (value) => `P${value}`,
  sizePx: (px) => `${px}\u00a0px`,
  hitLabel: (rank, score, percentile, size) =>
    `Acierto ${rank}, coseno ${score}, mejor que el ${percentile}\u00a0% de las ventanas, ${size}`,
  judged: { accepted: 'aceptado', rejected: 'rechazado' },
  note: 'Nota sobre este acierto',
  noted: (note) => `nota: ${note}`,
  selectedHit: 'Acierto seleccionado',
  hitNumber: (rank) => `Acierto ${rank}`,
  keysHint: '↑ ↓ recorren, Y sí, N no',
  asList: 'Mostrar los aciertos como lista',
  asGrid: 'Mostrar los aciertos como cuadrícula',
  inArea: 'en la zona',
  refine: 'Afinar',
  refineText: (accepted, rejected) =>
    `${accepted} ${accepted === 1 ? 'aceptado' : 'aceptados'}${rejected > 0 ? `, ${rejected} ${rejected === 1 ? 'rechazado' : 'rechazados'}` : ''}: buscar más como ${accepted === 1 ? 'ese' : 'esos'}.`,
  exportMenu: 'Exportar',
  seenTitle: 'Píxeles que ve el modelo',
  seenText: (size) =>
    `Bandas y estiramiento de la vista del modelo, llevados a sus ${size} × ${size}\u00a0px. El valor se basa solo en esta imagen.`,
  seenScreen: 'En pantalla',
  seenModel: 'Visto por el modelo',
};
