/** The options of an export beside its product. */
import type { ReactNode } from 'react';
import {
  EXPORT_FORMATS,
  EXPORT_PRODUCTS,
  formatsOf,
  valuesOf,
} from '../../../core/documents/export-products.ts';
import { canHaveLegend } from '../../../core/documents/export-spec.ts';
import type { RasterWindow, SceneDetail } from '../../../core/documents/scene.ts';
import { CheckField, SegmentedField, SelectField } from '../../ui/fields.tsx';
import { NumberInput } from '../../ui/number-input.tsx';
import { type CrsChoice, type ExportChoice, withFormat } from './export-choice.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly choice: ExportChoice;
  readonly scene: SceneDetail;
  readonly view: RasterWindow | null;
  readonly onChange: (choice: ExportChoice) => void;
};

export function ExportOptions({ choice, scene, view, onChange }: Props): ReactNode {
  const { product, format, values, extent } = choice;
  const valueChoices = valuesOf(product, format);
  return (
    <>
      <SelectField
        isInline
        label={strings.format}
        value={format}
        choices={formatsOf(product).map((id) => ({ id, label: strings.formats[id] }))}
        onChange={(next) => onChange(withFormat(choice, next, scene))}
      />
      {valueChoices.length > 1 && (
        <Row label={strings.values}>
          <SegmentedField
            label={strings.values}
            value={values}
            choices={valueChoices.map((id) => ({ id, label: strings[id] }))}
            onChange={(next) => onChange({ ...choice, values: next })}
          />
        </Row>
      )}
      {view !== null && (
        <Row label={strings.extent}>
          <SegmentedField
            label={strings.extent}
            value={extent}
            choices={[
              { id: 'scene', label: strings.wholeScene },
              { id: 'view', label: strings.view },
            ]}
            onChange={(next) => onChange({ ...choice, extent: next })}
          />
        </Row>
      )}
      <CrsFields choice={choice} scene={scene} onChange={onChange} />
      {product !== 'probability' && <ThresholdFields choice={choice} onChange={onChange} />}
      {product === 'picture' && (
        <CheckField
          isSelected={choice.greyImagery}
          onChange={(greyImagery) => onChange({ ...choice, greyImagery })}
        >
          {strings.greyImagery}
        </CheckField>
      )}
      {canHaveLegend(product, format) && (
        <CheckField isSelected={choice.legend} onChange={(legend) => onChange({ ...choice, legend })}>
          {strings.legend}
        </CheckField>
      )}
      {product === 'regions' && <RegionFields choice={choice} scene={scene} onChange={onChange} />}
    </>
  );
}

function CrsFields({ choice, scene, onChange }: Omit<Props, 'view'>): ReactNode {
  if (EXPORT_FORMATS[choice.format].onlyEpsg !== null) return <p className={style.muted}>{strings.kmzCrs}</p>;
  if (scene.crs === null) return <p className={style.muted}>{strings.noCrs}</p>;
  return (
    <>
      <SelectField<CrsChoice>
        isInline
        label={strings.crs}
        value={choice.crs}
        choices={[
          { id: 'scene', label: strings.sceneCrs(scene.crs.name) },
          { id: 'wgs84', label: strings.wgs84 },
          { id: 'other', label: strings.otherCrs },
        ]}
        onChange={(crs) => onChange({ ...choice, crs })}
      />
      {choice.crs === 'other' && (
        <NumberInput
          isInline
          label={strings.epsgCode}
          value={choice.epsg}
          min={1}
          max={999_999}
          onChange={(epsg) => onChange({ ...choice, epsg })}
        />
      )}
    </>
  );
}

function ThresholdFields({ choice, onChange }: Pick<Props, 'choice' | 'onChange'>): ReactNode {
  const isNeeded = EXPORT_PRODUCTS[choice.product].needsThreshold;
  return (
    <>
      {!isNeeded && (
        <CheckField
          isSelected={choice.hasThreshold}
          onChange={(hasThreshold) => onChange({ ...choice, hasThreshold })}
        >
          {strings.onlyFrom}
        </CheckField>
      )}
      {(isNeeded || choice.hasThreshold) && (
        <NumberInput
          isInline
          label={strings.threshold}
          value={choice.threshold}
          min={-1}
          max={1}
          step={0.001}
          digits={3}
          onChange={(threshold) => onChange({ ...choice, threshold })}
        />
      )}
    </>
  );
}

function RegionFields({ choice, scene, onChange }: Omit<Props, 'view'>): ReactNode {
  return (
    <>
      <NumberInput
        isInline
        label={strings.leastArea}
        unit={scene.crs === null ? strings.squarePixels : strings.squareMetres}
        value={choice.leastArea}
        min={0}
        onChange={(leastArea) => onChange({ ...choice, leastArea })}
      />
      <Row label={strings.smoothing}>
        <SegmentedField
          label={strings.smoothing}
          value={String(choice.smoothing)}
          choices={Object.entries(strings.smoothings).map(([id, label]) => ({ id, label }))}
          onChange={(next) => onChange({ ...choice, smoothing: Number(next) })}
        />
      </Row>
    </>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className={style.row}>
      <span>{label}</span>
      {children}
    </div>
  );
}
