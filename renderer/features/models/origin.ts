/** Where a model comes from: a line for its row, and the details below it. The starter comes with the program. */
import { type ModelSummary, PRECISIONS, type TrainedFrom } from '../../../core/documents/model.ts';
import { formatTime } from '../../ui/format.ts';
import { strings } from './strings.ts';

export function trainingInWords({ base, step, createdAt }: TrainedFrom): string {
  return [
    strings.trainedFrom(base),
    ...(step === null ? [] : [strings.step(step)]),
    ...(createdAt === null ? [] : [formatTime(createdAt)]),
  ].join(' · ');
}

export function provenanceRows({
  isStarter,
  training,
  provenance,
  activation,
  precisionChecks,
}: ModelSummary): readonly (readonly [string, string])[] {
  const { file, sha256, url, activationFrom } = provenance;
  const refused = PRECISIONS.flatMap((precision) => {
    const check = precisionChecks[precision];
    return check && !check.passed ? ([[strings.compared(precision), check.figures]] as const) : [];
  });
  return [
    ...(training !== null
      ? ([
          [strings.run, training.run],
          [strings.checkpoint, training.checkpoint],
        ] as const)
      : isStarter
        ? []
        : ([
            [strings.file, file],
            [strings.source, url ?? strings.local],
          ] as const)),
    [strings.sum, sha256],
    ...(activationFrom === null || isStarter
      ? []
      : ([[strings.activation, strings.activationValue(activation, activationFrom)]] as const)),
    ...refused,
  ];
}
