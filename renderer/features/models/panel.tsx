/** Installed models, the active one, and how to add more. */
import { Download, PackagePlus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { type ModelSummary, PRECISIONS } from '../../../core/documents/model.ts';
import { judgedQuestions } from '../../../core/documents/reviews.ts';
import { useApplication } from '../../state/application-context.ts';
import { useActiveModel, useModels, useProject } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { SelectField } from '../../ui/fields.tsx';
import { formatBytes, formatNumber, formatPercent } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { Leftovers } from './leftovers.tsx';
import {
  activateModel,
  askBeforeDownload,
  calibrateOnJudgements,
  changeFalseAlarmRate,
  changePrecision,
  forgetJudgements,
  pickModel,
  startCalibration,
} from './model-actions.ts';
import { provenanceRows, trainingInWords } from './origin.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const FALSE_ALARM_RATES = [0.01, 0.05, 0.1, 0.2];

export default function ModelsPanel(): ReactNode {
  const app = useApplication();
  const models = useModels();
  const active = useActiveModel();
  return (
    <div className={style.panel}>
      {models.length === 0 && (
        <Notice tone="warn" title={strings.none}>
          {strings.noneText}
        </Notice>
      )}
      {active?.isStarter && <Notice title={strings.starter}>{strings.starterText}</Notice>}
      <ul className={style.list}>
        {models.map((model) => (
          <ModelRow key={model.id} model={model} isActive={model === active} />
        ))}
      </ul>
      <div className={style.buttons}>
        <Button icon={Download} onPress={() => askBeforeDownload(app)}>
          {strings.download}
        </Button>
        <Button icon={PackagePlus} onPress={() => attempt(app, strings.importModel, () => pickModel(app))}>
          {strings.importModel}
        </Button>
      </div>
      <Leftovers />
      <p className={style.muted}>
        {strings.allOnDisk(formatBytes(models.reduce((sum, { diskBytes }) => sum + diskBytes, 0)))}
      </p>
    </div>
  );
}

function ModelRow({
  model,
  isActive,
}: {
  readonly model: ModelSummary;
  readonly isActive: boolean;
}): ReactNode {
  const app = useApplication();
  const facts = [
    strings.dimensions(model.embeddingDim),
    strings.image(model.imageSizePx),
    strings.tokens(model.contextLength),
    strings.parameters(formatNumber(model.parameters / 1e6, model.parameters < 1e7 ? 1 : 0)),
    strings.onDisk(formatBytes(model.diskBytes)),
    calibrationInWords(model.calibration),
  ];
  return (
    <li className={style.row} data-active={isActive || undefined}>
      <div className={style.words}>
        <strong>{model.name}</strong>
        <span className={style.muted}>{facts.join(' · ')}</span>
        {model.training !== null && <span className={style.muted}>{trainingInWords(model.training)}</span>}
        {PRECISIONS.map((precision) => {
          const check = model.precisionChecks[precision];
          return check && !check.passed ? (
            <span key={precision} className={style.muted}>
              {strings.refused(precision)}
            </span>
          ) : null;
        })}
        <Provenance model={model} />
      </div>
      <SelectField
        label={strings.precision(model.name)}
        hidesLabel
        value={model.precision}
        choices={PRECISIONS.map((precision) => ({ id: precision, label: precision }))}
        onChange={(precision) => {
          if (precision !== model.precision)
            attempt(app, strings.changePrecision, () => changePrecision(app, model.id, precision));
        }}
      />
      <CalibrationControl model={model} />
      <JudgementControl model={model} />
      {isActive ? (
        <span className={style.active}>{strings.active}</span>
      ) : (
        <Button onPress={() => attempt(app, strings.use, () => activateModel(app, model.id))}>
          {strings.use}
        </Button>
      )}
      {!model.isStarter && (
        <IconButton
          label={strings.remove}
          icon={Trash2}
          onPress={() => app.view.setState({ dialog: { kind: 'remove-model', model: model.id } })}
        />
      )}
    </li>
  );
}

function Provenance({ model }: { readonly model: ModelSummary }): ReactNode {
  return (
    <details className={style.provenance}>
      <summary>{strings.provenance}</summary>
      <Facts rows={provenanceRows(model)} />
    </details>
  );
}

/** A button if there is no calibration, otherwise the choice of the false-alarm rate. */
function CalibrationControl({ model }: { readonly model: ModelSummary }): ReactNode {
  const app = useApplication();
  const { id, name, calibration } = model;
  if (calibration === null)
    return (
      <Button onPress={() => attempt(app, strings.calibrate, () => startCalibration(app, id))}>
        {strings.calibrate}
      </Button>
    );
  if (!calibration.isTrusted) return null;
  const rates = [...new Set([...FALSE_ALARM_RATES, calibration.falseAlarmRate])].sort((a, b) => a - b);
  return (
    <SelectField
      label={strings.falseAlarms(name)}
      hidesLabel
      value={String(calibration.falseAlarmRate)}
      choices={rates.map((rate) => ({ id: String(rate), label: formatPercent(rate) }))}
      onChange={(rate) => attempt(app, strings.changeRate, () => changeFalseAlarmRate(app, id, Number(rate)))}
    />
  );
}

/** Lets the user's judged hits refine the verdicts, and takes that back. */
function JudgementControl({ model: { id, calibration } }: { readonly model: ModelSummary }): ReactNode {
  const app = useApplication();
  const count = judgedQuestions(useProject().reviews).length;
  if (!calibration?.isTrusted || (count === 0 && calibration.judged === null)) return null;
  return (
    <>
      {count > 0 && (
        <Button
          onPress={() => attempt(app, strings.calibrateOnJudgements, () => calibrateOnJudgements(app, id))}
        >
          {strings.calibrateOnJudgements}
        </Button>
      )}
      {calibration.judged !== null && (
        <Button onPress={() => attempt(app, strings.forgetJudgements, () => forgetJudgements(app, id))}>
          {strings.forgetJudgements}
        </Button>
      )}
    </>
  );
}

function calibrationInWords(calibration: ModelSummary['calibration']): string {
  if (calibration === null) return strings.uncalibrated;
  const auc = formatNumber(calibration.auc, 2);
  return calibration.isTrusted
    ? strings.calibrated(auc, formatPercent(calibration.falseAlarmRate), strings.judged(calibration.judged))
    : strings.untrusted(auc);
}
