import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/models/titles.ts';

export const titles: Translated<typeof english> = {
  calibrateOnJudgements: 'An meinen Urteilen kalibrieren',
  download: 'Modellgewichte herunterladen…',
  importModel: 'Modellgewichte importieren…',
  models: 'Modelle',
  refined: ({ absent, present }, leftOut) =>
    `${present} Fragen nach Vorhandenem und ${absent} nach nicht Vorhandenem wurden aufgenommen.${leftOut > 0 ? ` ${leftOut} weitere gehören zu Szenen, die mit diesem Modell nicht indiziert sind.` : ''}`,
};
