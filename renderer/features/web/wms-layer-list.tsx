/** Layers of a WMS to choose from, as its server lists them when it is asked to. */
import { type ReactNode, useState } from 'react';
import type { WmsLayer, WmsService } from '../../map/wms-layers.ts';
import { useApplication } from '../../state/application-context.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, TextInput } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

/** More are found by typing a part of their names. */
const MOST_SHOWN = 100;

type Props = {
  readonly address: string;
  readonly isReady: boolean;
  /** Names with commas between them. */
  readonly layers: string;
  readonly onChange: (layers: string) => void;
  readonly onService: (service: WmsService) => void;
};

type Asked =
  | { readonly kind: 'not' | 'asking' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'listed'; readonly address: string; readonly service: WmsService };

export function WmsLayerList({ address, isReady, layers, onChange, onService }: Props): ReactNode {
  const app = useApplication();
  const [asked, setAsked] = useState<Asked>({ kind: 'not' });
  const ask = async (): Promise<void> => {
    setAsked({ kind: 'asking' });
    try {
      const xml = await app.core.call('web.capabilities', { address });
      const { wmsLayers } = await import('../../map/wms-layers.ts');
      const service = wmsLayers(xml);
      setAsked({ kind: 'listed', address, service });
      onService(service);
    } catch (error) {
      setAsked({ kind: 'failed', why: error instanceof Error ? error.message : String(error) });
    }
  };
  if (asked.kind === 'listed' && asked.address === address)
    return <Choice layers={asked.service.layers} chosen={namesIn(layers)} onChange={onChange} />;
  return (
    <>
      <TextInput label={strings.layers} value={layers} onChange={onChange} />
      <div>
        <Button isDisabled={!isReady || asked.kind === 'asking'} onPress={() => void ask()}>
          {asked.kind === 'asking' ? strings.listing : strings.listLayers}
        </Button>
      </div>
      {asked.kind === 'failed' && <Notice tone="bad" title={asked.why} />}
    </>
  );
}

type ChoiceProps = {
  readonly layers: readonly WmsLayer[];
  readonly chosen: readonly string[];
  readonly onChange: (layers: string) => void;
};

function Choice({ layers, chosen, onChange }: ChoiceProps): ReactNode {
  const [sought, setSought] = useState('');
  const words = sought.trim().toLowerCase();
  const found = layers.filter(({ name, title }) => `${name} ${title}`.toLowerCase().includes(words));
  const change = (name: string, isChosen: boolean): void =>
    onChange((isChosen ? [...chosen, name] : chosen.filter((each) => each !== name)).join(','));
  return (
    <>
      {layers.length > 8 && <TextInput label={strings.findLayer} value={sought} onChange={setSought} />}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot scroll */}
      <div role="group" aria-label={strings.layersOf} className={style.choice}>
        {found.slice(0, MOST_SHOWN).map(({ name, title, isDrawable }) => (
          <CheckField
            key={name}
            isSelected={chosen.includes(name)}
            isDisabled={!isDrawable}
            onChange={(isChosen) => change(name, isChosen)}
          >
            <span>
              {title} <small>{isDrawable ? name : strings.notDrawable}</small>
            </span>
          </CheckField>
        ))}
        {found.length > MOST_SHOWN && <p>{strings.moreLayers(formatCount(found.length - MOST_SHOWN))}</p>}
        {found.length === 0 && <p>{strings.noLayer}</p>}
      </div>
    </>
  );
}

/** The upper one last, as a WMS draws them. */
function namesIn(layers: string): readonly string[] {
  return layers
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
