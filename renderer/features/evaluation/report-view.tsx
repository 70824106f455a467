/** The report of one evaluation: figures and plots of its task, how it was measured, and files of it. */
import { Download, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { type EvaluationSummary, REPORT_PRODUCTS } from '../../../core/documents/evaluation.ts';
import type { EvaluationReport } from '../../../core/documents/evaluation-report.ts';
import type { EvaluationId } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { useEvaluationReport } from '../../state/evaluation-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { formatSeconds, formatTime } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import panel from '../../ui/panel.module.css';
import ui from '../../ui/ui.module.css';
import { ClassificationResult } from './classification-result.tsx';
import { saveReport } from './evaluation-actions.ts';
import { LengthResult } from './length-result.tsx';
import { LocalizationResult } from './localization-result.tsx';
import { PresenceResult } from './presence-result.tsx';
import { RetrievalResult } from './retrieval-result.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export function ReportView({ evaluation: { id } }: { readonly evaluation: EvaluationSummary }): ReactNode {
  const { data: report, error } = useEvaluationReport(id);
  if (error)
    return (
      <Notice tone="bad" title={strings.failed}>
        {error.message}
      </Notice>
    );
  if (!report) return <p role="status">{strings.loading}</p>;
  return (
    <>
      <Actions evaluation={id} />
      <TaskResult evaluation={id} report={report} />
      <Provenance report={report} />
    </>
  );
}

function Actions({ evaluation }: { readonly evaluation: EvaluationId }): ReactNode {
  const app = useApplication();
  return (
    <span className={panel.buttons}>
      <MenuTrigger>
        <AriaButton className={ui.button}>
          <Download size={16} aria-hidden />
          {strings.save}
        </AriaButton>
        <Popover className={ui.popover} placement="bottom start">
          <Menu className={ui.menu} aria-label={strings.save}>
            {REPORT_PRODUCTS.map((product) => (
              <MenuItem
                key={product}
                id={product}
                textValue={strings.products[product]}
                className={ui.option}
                onAction={() => attempt(app, strings.save, () => saveReport(app, evaluation, product))}
              >
                {strings.products[product]}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <Button
        icon={Trash2}
        onPress={() => app.view.setState({ dialog: { kind: 'remove-evaluation', evaluation } })}
      >
        {strings.removeAsk}
      </Button>
    </span>
  );
}

type ResultProps = { readonly evaluation: EvaluationId; readonly report: EvaluationReport };

function TaskResult({ evaluation, report }: ResultProps): ReactNode {
  switch (report.task) {
    case 'classification':
      return <ClassificationResult evaluation={evaluation} report={report} />;
    case 'retrieval':
      return <RetrievalResult evaluation={evaluation} report={report} />;
    case 'localization':
      return <LocalizationResult evaluation={evaluation} report={report} />;
    case 'length':
      return <LengthResult report={report} />;
    case 'presence':
      return <PresenceResult report={report} />;
  }
}

function Provenance({ report }: { readonly report: EvaluationReport }): ReactNode {
  const { model, data, program, machine, date, seconds, notes } = report;
  const { facts } = strings;
  return (
    <details className={style.details}>
      <summary>{strings.provenance}</summary>
      <ul className={style.notes}>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <Facts
        rows={[
          [
            facts.model,
            strings.modelFacts(model.name, model.precision, model.imageSizePx, model.contextLength),
          ],
          [facts.modelSha, model.sha256],
          [facts.data, [data.name, data.form, ...(data.split === null ? [] : [data.split])].join(', ')],
          [facts.dataSha, data.sha256],
          [
            facts.program,
            `Longsight ${program.longsight}, Node ${program.node}, ONNX Runtime ${program.runtime}`,
          ],
          [facts.machine, machine],
          [facts.date, formatTime(date)],
          [facts.time, strings.timeText(formatSeconds(seconds.encoding), formatSeconds(seconds.scoring))],
        ]}
      />
    </details>
  );
}
