/** Where a model comes from: a line for its row, and the details below it. */
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
    ...(training === null
      ? ([
          [strings.file, file],
          [strings.source, url ?? strings.local],
        ] as const)
      : ([
          [strings.run, training.run],
          [strings.checkpoint, training.checkpoint],
        ] as const)),
    [strings.sum, sha256],
    ...(activationFrom === null
      ? []
      : ([[strings.activation, strings.activationValue(activation, activationFrom)]] as const)),
    ...refused,
  ];
}
