/** One dialog for all exports: product, format, extent, values, CRS, and what they would give. */
import { type ReactNode, useMemo, useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import {
  EXPORT_FORMATS,
  EXPORT_PRODUCT_IDS,
  type ExportProduct,
  formatsOf,
} from '../../../core/documents/export-products.ts';
import type { ExportPlan, ExportSpec } from '../../../core/documents/export-spec.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { QueryResult } from '../../../core/documents/search.ts';
import { useApplication } from '../../state/application-context.ts';
import { useQueryResult, useScene, useSharpened } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { useAnswerableQuery } from '../../state/use-query.ts';
import { useSimilarityStyle } from '../../state/use-similarity-paint.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { formatCount, formatScore } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { strings as common } from '../../ui/strings.ts';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { type ExportChoice, specOf, withProduct } from './export-choice.ts';
import { ExportOptions } from './export-options.tsx';
import { featuresInWords, saveExport } from './save-export.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { useExportPlan } from './use-export-plan.ts';

export function ExportDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const result = useQueryResult(useAnswerableQuery()).data;
  const scene = useScene(result ? result.scene : null);
  return result && scene ? <ExportForm result={result} scene={scene} onClose={onClose} /> : null;
}

type FormProps = {
  readonly result: QueryResult;
  readonly scene: SceneDetail;
  readonly onClose: () => void;
};

function ExportForm({ result, scene, onClose }: FormProps): ReactNode {
  const app = useApplication();
  const { threshold } = useSimilarityStyle();
  const [choice, setChoice] = useState(() =>
    firstChoice(result, threshold, app.view.getState().greysImagery),
  );
  // The part in sight when the dialog opened: it covers the map.
  const view = useMemo(() => app.map.view.seenWindow(), [app]);
  const sharpened = useSharpened(result).data !== undefined;
  const spec = specOf(choice, { view, sharpened });
  const { data: plan, error, isPlaceholderData: isOld } = useExportPlan(result.id, spec);
  const isEmpty = plan !== undefined && plan.features === 0;
  return (
    <ModalDialog
      title={strings.title(termsInWords(result.terms))}
      onClose={onClose}
      widthRem={46}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button
            tone="primary"
            isDisabled={plan === undefined || isOld || isEmpty || error !== null}
            onPress={() => {
              onClose();
              if (plan)
                attempt(app, strings.exporting(plan.name), () =>
                  saveExport(app, plan.name, (target) =>
                    app.core.call('export.make', { query: result.id, spec, target }),
                  ),
                );
            }}
          >
            {strings.save}
          </Button>
        </>
      }
    >
      <div className={style.form}>
        <ProductList
          value={choice.product}
          onChange={(product) => setChoice(withProduct(choice, product, scene))}
        />
        <div className={style.side}>
          <ExportOptions choice={choice} scene={scene} view={view} onChange={setChoice} />
          {error ? (
            <Notice tone="bad" title={error.message} />
          ) : (
            <Outcome plan={plan} spec={spec} isOld={isOld} isDownload={app.shell.kind === 'browser'} />
          )}
        </div>
      </div>
    </ModalDialog>
  );
}

function firstChoice(
  { absoluteRange }: QueryResult,
  threshold: number | null,
  greyImagery: boolean,
): ExportChoice {
  const product = 'hits';
  return {
    product,
    format: formatsOf(product)[0]!,
    values: 'raw',
    extent: 'scene',
    crs: 'scene',
    epsg: 4326,
    hasThreshold: threshold !== null,
    threshold: Number((threshold ?? (absoluteRange.min + absoluteRange.max) / 2).toFixed(3)),
    leastArea: 0,
    smoothing: 0,
    legend: true,
    greyImagery,
  };
}

type ProductListProps = {
  readonly value: ExportProduct;
  readonly onChange: (product: ExportProduct) => void;
};

function ProductList({ value, onChange }: ProductListProps): ReactNode {
  return (
    <RadioGroup
      className={style.products}
      value={value}
      onChange={(next) => {
        const product = EXPORT_PRODUCT_IDS.find((id) => id === next);
        if (product) onChange(product);
      }}
    >
      <Label className={style.legend}>{strings.product}</Label>
      {EXPORT_PRODUCT_IDS.map((product) => (
        <Radio key={product} value={product} className={style.product}>
          <strong>{strings.products[product].title}</strong>
          <span>{strings.products[product].hint}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
}

type OutcomeProps = {
  readonly plan: ExportPlan | undefined;
  readonly spec: ExportSpec;
  readonly isOld: boolean;
  readonly isDownload: boolean;
};

function Outcome({ plan, spec, isOld, isDownload }: OutcomeProps): ReactNode {
  if (plan?.features === 0) return <Nothing plan={plan} spec={spec} />;
  return (
    <div className={style.outcome} aria-live="polite" data-old={isOld || undefined}>
      {plan ? (
        <>
          <span className={style.muted}>{strings.fileName}</span>
          <code>{plan.name}</code>
          {linesOf(plan, spec, isDownload).map((line) => (
            <span key={line}>{line}</span>
          ))}
        </>
      ) : (
        strings.counting
      )}
    </div>
  );
}

function linesOf(plan: ExportPlan, { product, format, values, sharpened }: ExportSpec, isDownload: boolean) {
  const isPacked = isDownload && EXPORT_FORMATS[format].isPacked;
  const isStyled = values === 'raw' && format !== 'csv' && !isPacked;
  return [
    amountOf(plan),
    ...(sharpened ? [strings.sharpened] : []),
    ...(product === 'outlines' || product === 'boxes' ? [strings.patches] : []),
    ...(isStyled ? [strings.styled] : []),
    ...(isPacked ? [strings.packed] : []),
  ];
}

function Nothing({ plan, spec }: { readonly plan: ExportPlan; readonly spec: ExportSpec }): ReactNode {
  const what = spec.product === 'regions' ? strings.nothing.regions : strings.nothing.hits;
  const title =
    spec.threshold === null ? what : strings.nothingAtThreshold(what, formatScore(spec.threshold));
  return (
    <Notice tone="warn" title={title}>
      {plan.best !== null && strings.best(formatScore(plan.best))}
    </Notice>
  );
}

function amountOf({ features, size }: ExportPlan): string {
  if (features !== null) return featuresInWords(features);
  return size === null ? '' : strings.size(formatCount(size.widthPx), formatCount(size.heightPx));
}
