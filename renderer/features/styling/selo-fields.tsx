/** What belongs to a SeLo map: how far it is, regions that say where the answer really is, and the paper's metrics for them. */
import { type ReactNode, useRef } from 'react';
import type { QueryResult } from '../../../core/documents/search.ts';
import type { Region, SeloFigures } from '../../../core/documents/selo.ts';
import type { Application } from '../../state/application.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import type { SeloKind } from '../../state/map-kind.ts';
import { attempt } from '../../state/toasts.ts';
import { useRegions, useSelo } from '../../state/use-selo.ts';
import { useSeloFigures } from '../../state/use-selo-figures.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount, formatNumber } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { strings } from './map-strings.ts';
import style from './style.module.css';

type Props = { readonly result: QueryResult; readonly kind: SeloKind };

export function SeloFields({ result, kind }: Props): ReactNode {
  const { data, error } = useSelo(kind);
  const progress = useView((state) => state.seloProgress);
  const regions = useRegions(result.scene);
  const figures = useSeloFigures(kind, data, regions);
  if (error) return <p className={style.warning}>{error.message}</p>;
  if (!data) {
    const share = progress && progress.total > 0 ? progress.done / progress.total : null;
    return (
      <div>
        <ProgressBar label={strings.seloRunning} share={share} />
        <p className={style.muted}>
          {progress
            ? strings.seloProgress(formatCount(progress.done), formatCount(progress.total))
            : strings.seloRunning}
        </p>
      </div>
    );
  }
  return (
    <>
      <p className={style.muted}>
        {strings.seloNote(formatCount(data.windows), formatCount(data.centres.length))}
      </p>
      <RegionButtons result={result} count={regions.length} />
      {figures.error && <p className={style.warning}>{figures.error.message}</p>}
      {figures.data && regions.length > 0 && <Figures figures={figures.data} />}
    </>
  );
}

function RegionButtons({
  result,
  count,
}: {
  readonly result: QueryResult;
  readonly count: number;
}): ReactNode {
  const app = useApplication();
  const input = useRef<HTMLInputElement>(null);
  const isDrawing = useView((state) => state.tool === 'region');
  const set = (regions: readonly Region[]): void => setRegions(app, result, regions);
  return (
    <div className={style.regions}>
      <span>{strings.regions(formatCount(count))}</span>
      <Button onPress={() => app.view.setState({ tool: isDrawing ? 'pan' : 'region' })}>
        {isDrawing ? strings.stopDrawing : strings.drawRegions}
      </Button>
      <Button onPress={() => input.current?.click()}>{strings.loadRegions}</Button>
      {count > 0 && (
        <Button tone="quiet" onPress={() => set([])}>
          {strings.removeRegions}
        </Button>
      )}
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label={strings.loadRegions}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (!file) return;
          attempt(app, strings.loadRegions, async () => {
            const request = { query: result.id, annotations: await file.text(), file: file.name };
            set(await app.core.call('selo.regions', request));
          });
        }}
      />
    </div>
  );
}

function setRegions(app: Application, { scene }: QueryResult, next: readonly Region[]): void {
  app.view.setState(({ regions }) => ({ regions: { ...regions, [scene]: next } }));
}

function Figures({ figures }: { readonly figures: SeloFigures }): ReactNode {
  return (
    <dl className={style.figures}>
      {(['rsu', 'ras', 'rda', 'rmi'] as const).map((name) => (
        <div key={name} title={strings.figureHints[name]}>
          <dt>{strings.figures[name]}</dt>
          <dd>{formatNumber(figures[name], 4)}</dd>
        </div>
      ))}
    </dl>
  );
}
