/** Bands, stretch and opacity of one scene on the screen. */
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { BAND_PRESETS, presetBands } from '../../../core/documents/band-presets.ts';
import type { SceneLayer } from '../../../core/documents/project.ts';
import type { BandRendering, SceneDetail } from '../../../core/documents/scene.ts';
import { renderingKey } from '../../../core/urls/rendering-key.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useBandRanges } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, SliderField } from '../../ui/fields.tsx';
import { changeLayer } from '../scenes/scene-actions.ts';
import { CHANNELS } from './channels.ts';
import { type StretchKind, stretchKind, stretchOf } from './stretch.ts';
import style from './style.module.css';
import { titles } from './titles.ts';

type Props = { readonly scene: SceneDetail; readonly layer: SceneLayer };

/** Loaded on demand: few stretches are custom. */
const RangeTable = lazy(() => import('./range-table.tsx').then((file) => ({ default: file.RangeTable })));
const GammaField = lazy(() => import('./gamma-field.tsx').then((file) => ({ default: file.GammaField })));

export function SceneStyle({ scene, layer: stored }: Props): ReactNode {
  const app = useApplication();
  const draft = useView((state) => state.layerDraft);
  const layer = draft && draft.scene === stored.scene ? draft : stored;
  const { bands, stretch } = layer.style;
  const change = (next: Partial<SceneLayer>): void =>
    attempt(app, titles.styling, async () => {
      const { layerDraft } = app.view.getState();
      try {
        await changeLayer(app, stored.scene, next);
      } finally {
        // The slider may have been moved further.
        if (app.view.getState().layerDraft === layerDraft) app.view.setState({ layerDraft: null });
      }
    });
  const restyle = (next: BandRendering): void => change({ style: next });
  const ranges = useBandRanges(scene);
  // Custom limits stay editable even if they equal those of a named stretch.
  const [isCustom, setCustom] = useState(false);
  const kind = isCustom && stretch.kind === 'linear' ? 'custom' : stretchKind(ranges, layer.style);
  const setBands = (next: BandRendering['bands']): void => {
    const style = { bands: next, stretch };
    restyle(ranges ? { bands: next, stretch: stretchOf(ranges, style, kind) } : style);
  };
  const differs = renderingKey(layer.style) !== renderingKey(scene.modelView);
  return (
    <div className={style.fields}>
      <ChannelFields scene={scene} bands={bands} onChange={setBands} />
      <PresetButtons scene={scene} bands={bands} onChange={setBands} />
      <SelectField<StretchKind>
        isInline
        label={titles.stretch}
        value={kind}
        choices={stretchChoices(scene)}
        isDisabled={ranges === undefined}
        onChange={(next) => {
          setCustom(next === 'custom');
          if (ranges) restyle({ bands, stretch: stretchOf(ranges, layer.style, next) });
        }}
      />
      {kind === 'custom' && stretch.kind === 'linear' && (
        <Suspense>
          <RangeTable
            ranges={stretch.ranges}
            onChange={(ranges) => restyle({ bands, stretch: { kind: 'linear', ranges } })}
          />
        </Suspense>
      )}
      <Suspense>
        <GammaField gamma={layer.gamma} onChange={(gamma) => change({ gamma })} />
      </Suspense>
      <SliderField
        label={titles.opacity}
        value={layer.opacity}
        min={0}
        max={1}
        step={0.01}
        format={{ style: 'percent' }}
        onChange={(opacity) => app.view.setState({ layerDraft: { ...layer, opacity } })}
        onCommit={(opacity) => change({ opacity })}
      />
      <p className={differs ? style.warning : style.muted}>
        {differs ? titles.differs(renderingBands(scene, scene.modelView)) : titles.onlyScreen}
      </p>
      <div>
        <Button onPress={() => app.view.setState({ dialog: { kind: 'model-view', scene: scene.id } })}>
          {titles.useForModel}
        </Button>
      </div>
    </div>
  );
}

type PresetProps = {
  readonly scene: SceneDetail;
  readonly bands: BandRendering['bands'];
  readonly onChange: (bands: BandRendering['bands']) => void;
};

/** Only those that the scene has the bands for; none for a scene with true colour alone. */
function PresetButtons({ scene, bands, onChange }: PresetProps): ReactNode {
  const presets = BAND_PRESETS.flatMap((id) => {
    const found = presetBands(scene.bands, id);
    return found ? [{ id, bands: found }] : [];
  });
  if (presets.length < 2) return null;
  return (
    <fieldset className={style.presets} aria-label={titles.presets}>
      {presets.map((preset) => (
        <Button
          key={preset.id}
          isDisabled={preset.bands.join() === bands.join()}
          onPress={() => onChange(preset.bands)}
        >
          {titles.preset[preset.id]}
        </Button>
      ))}
    </fieldset>
  );
}

/** Names of the bands as red, green and blue. */
function renderingBands({ bands }: SceneDetail, { bands: chosen }: BandRendering): string {
  return chosen.map((band) => bands[band]?.name ?? String(band + 1)).join(', ');
}

type ChannelProps = {
  readonly scene: SceneDetail;
  readonly bands: BandRendering['bands'];
  readonly onChange: (bands: BandRendering['bands']) => void;
};

function ChannelFields({ scene, bands, onChange }: ChannelProps): ReactNode {
  const choices = scene.bands.map(({ name }, i) => ({ id: String(i), label: `${i + 1}: ${name}` }));
  return CHANNELS.map(({ label, index }) => (
    <SelectField
      key={label}
      isInline
      label={label}
      value={String(bands[index])}
      choices={choices}
      onChange={(band) => onChange(bands.with(index, Number(band)) as unknown as BandRendering['bands'])}
    />
  ));
}

function stretchChoices(scene: SceneDetail): readonly { id: StretchKind; label: string }[] {
  return [
    ...(scene.sampleType === 'uint8' ? [{ id: 'none' as const, label: titles.stretchNone }] : []),
    { id: 'cut', label: titles.stretchCut },
    { id: 'full', label: titles.stretchFull },
    { id: 'sigmas', label: titles.stretchSigmas },
    { id: 'custom', label: titles.stretchCustom },
  ];
}
