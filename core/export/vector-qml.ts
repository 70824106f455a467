/** QGIS styles for vector layers: outlines without fill, coloured by score. */
import { escapedXml } from '../vector/escaped-xml.ts';
import { type Paint, painter } from './paint-values.ts';
import { QML_MARK } from './qml-style.ts';

const CLASSES = 7;
/** QGIS puts a value into a class whose bounds include it: the outer ones reach beyond every cosine. */
const BEYOND = 2;

/** QML text: graduated by `score` over the range of `paint`, labelled by rank. */
export function vectorQml(kind: 'points' | 'polygons', paint: Paint): string {
  const { min, max } = paint.range;
  const colourOf = painter({ ...paint, fadeLow: false, threshold: null });
  const classes = Array.from({ length: CLASSES }, (_, i) => {
    const at = (share: number) => min + share * (max - min);
    const [from, to] = [at(i / CLASSES), at((i + 1) / CLASSES)];
    return {
      lower: i === 0 ? Math.min(min, -BEYOND) : from,
      upper: i === CLASSES - 1 ? Math.max(max, BEYOND) : to,
      label: labelOf(i, from, to),
      colour: `${colourOf(at((i + 0.5) / CLASSES)).rgb.join(',')},255`,
    };
  });
  const ranges = classes.map(
    ({ lower, upper, label }, i) =>
      `      <range symbol="${i}" lower="${lower}" upper="${upper}" label="${escapedXml(label)}" render="true"/>`,
  );
  const symbols = classes.map(({ colour }, i) =>
    kind === 'points' ? pointSymbol(i, colour) : outlineSymbol(i, colour),
  );
  return `<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
${QML_MARK}
<qgis version="3.22" styleCategories="Symbology">
  <renderer-v2 type="graduatedSymbol" attr="score" graduatedMethod="GraduatedColor" symbollevels="0" enableorderby="0" forceraster="0">
    <ranges>
${ranges.join('\n')}
    </ranges>
    <symbols>
${symbols.join('\n')}
    </symbols>
    <rotation/>
    <sizescale/>
  </renderer-v2>
  <blendMode>0</blendMode>
  <featureBlendMode>0</featureBlendMode>
  <layerGeometryType>${kind === 'points' ? 0 : 2}</layerGeometryType>
</qgis>
`;
}

function labelOf(i: number, from: number, to: number): string {
  if (i === 0) return `below ${to.toFixed(3)}`;
  return i === CLASSES - 1 ? `${from.toFixed(3)} and above` : `${from.toFixed(3)} – ${to.toFixed(3)}`;
}

function outlineSymbol(name: number, colour: string): string {
  return symbol(name, 'fill', 'SimpleFill', {
    color: '255,255,255,0',
    style: 'no',
    outline_color: colour,
    outline_style: 'solid',
    outline_width: '0.6',
    outline_width_unit: 'MM',
    joinstyle: 'miter',
  });
}

function pointSymbol(name: number, colour: string): string {
  return symbol(name, 'marker', 'SimpleMarker', {
    name: 'circle',
    color: '255,255,255,0',
    outline_color: colour,
    outline_style: 'solid',
    outline_width: '0.6',
    outline_width_unit: 'MM',
    size: '3.2',
    size_unit: 'MM',
  });
}

/** Options for QGIS 3.22 and newer, and properties for what is older. */
function symbol(
  name: number,
  type: 'fill' | 'marker',
  layer: string,
  values: Readonly<Record<string, string>>,
): string {
  const entries = Object.entries(values);
  const options = entries.map(([key, value]) => `<Option name="${key}" value="${value}" type="QString"/>`);
  const properties = entries.map(([key, value]) => `<prop k="${key}" v="${value}"/>`);
  return `      <symbol name="${name}" type="${type}" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="${layer}" enabled="1" locked="0" pass="0">
          <Option type="Map">${options.join('')}</Option>
          ${properties.join('')}
        </layer>
      </symbol>`;
}
