import type { Translated } from '../../../../../core/documents/language.ts';
import type { outcomeStrings as english } from '../../../../features/training/outcome-strings.ts';

export const outcomeStrings: Translated<typeof english> = {
  notCompared:
    'Der Lauf hat keine Paare zum Validieren, deshalb wurde sein Ergebnis nicht mit dem Ausgangsmodell verglichen.',
  compared: { better: 'Besser als', same: 'Etwa gleich gut wie', worse: 'Schlechter als' },
  recall: (compared, pictures, base, result, difference, margin) =>
    `${compared} das Ausgangsmodell: mittlerer Recall an ${pictures} Bildern zum Validieren vorher ${base}\u00a0%, nachher ${result}\u00a0% (${difference} Punkte; bis ${margin} ist Zufall).`,
  atChance: (first, last, chance) =>
    `Der Verlust ging von ${first} auf ${last}, nicht besser als Raten (${chance}): Der Lauf ist auseinandergelaufen oder hat nichts gelernt; senken Sie die Lernrate, oder prüfen Sie die Bildtexte.`,
  kept: 'Es entstand kein Modell: Das Ausgangsmodell bleibt.',
  forgotten: (base, result) =>
    `Das Modell unterscheidet alltägliche Szenen schlechter als sein Ausgangsmodell (Fläche unter der Kurve an den Kalibrierbildern vorher ${base}, nachher ${result}): Fügen Sie Paare anderer Arten von Szenen hinzu, oder senken Sie die Lernrate.`,
};
