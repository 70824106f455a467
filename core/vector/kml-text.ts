/** KML 2.2 text of a layer in longitude and latitude, with all fields as typed data and a colour for each feature. */
import type {
  Coordinate,
  FieldType,
  VectorFeature,
  VectorGeometry,
  VectorLayer,
} from '../documents/vector-layer.ts';
import { escapedXml } from './escaped-xml.ts';

const KML_TYPES: Readonly<Record<FieldType, string>> = {
  text: 'string',
  integer: 'int',
  real: 'double',
  boolean: 'bool',
  date: 'string',
  datetime: 'string',
};

export type KmlLook = {
  readonly name: string;
  /** 0-255. */
  readonly rgb: readonly [number, number, number];
};

/** The features lie in the document itself, where GDAL and QGIS look for their schema. `title` heads the list of the viewer; `look` gives name and colour of a feature. */
export function kmlText(
  layer: VectorLayer,
  title: string,
  look: (feature: VectorFeature) => KmlLook,
): string {
  const schema = layer.fields.map(
    ({ name, type }) => `<SimpleField type="${KML_TYPES[type]}" name="${escapedXml(name)}"/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2">
<Document id="root">
<name>${escapedXml(title)}</name>
<Schema id="fields" name="${escapedXml(layer.name)}">${schema.join('')}</Schema>
${layer.features.map((feature) => placemark(layer, feature, look(feature))).join('\n')}
</Document>
</kml>
`;
}

function placemark(
  { fields }: VectorLayer,
  { geometry, values }: VectorFeature,
  { name, rgb }: KmlLook,
): string {
  const colour = `ff${[...rgb]
    .reverse()
    .map((part) => part.toString(16).padStart(2, '0'))
    .join('')}`;
  const cells = fields.flatMap((field, i) => {
    const value = values[i];
    return value === null
      ? []
      : [`<SimpleData name="${escapedXml(field.name)}">${escapedXml(cellText(value))}</SimpleData>`];
  });
  return `<Placemark>
<name>${escapedXml(name)}</name>
<Style><IconStyle><color>${colour}</color></IconStyle><LineStyle><color>${colour}</color><width>2</width></LineStyle><PolyStyle><fill>0</fill></PolyStyle></Style>
<ExtendedData><SchemaData schemaUrl="#fields">${cells.join('')}</SchemaData></ExtendedData>
${geometry === null ? '' : geometryText(geometry)}
</Placemark>`;
}

/** GDAL reads a boolean as an integer. */
function cellText(value: string | number | boolean): string {
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}

function geometryText(geometry: VectorGeometry): string {
  switch (geometry.kind) {
    case 'points':
      return multi(geometry.points.map((point) => `<Point>${coordinates([point])}</Point>`));
    case 'lines':
      return multi(geometry.lines.map((line) => `<LineString>${coordinates(line)}</LineString>`));
    case 'polygons':
      return multi(geometry.polygons.map(polygonText));
  }
}

function polygonText(rings: readonly (readonly Coordinate[])[]): string {
  const boundaries = rings.map((ring, i) => {
    const side = i === 0 ? 'outer' : 'inner';
    return `<${side}BoundaryIs><LinearRing>${coordinates(ring)}</LinearRing></${side}BoundaryIs>`;
  });
  return `<Polygon>${boundaries.join('')}</Polygon>`;
}

function multi(parts: readonly string[]): string {
  return parts.length === 1 ? parts[0] : `<MultiGeometry>${parts.join('')}</MultiGeometry>`;
}

function coordinates(line: readonly Coordinate[]): string {
  return `<coordinates>${line.map(([lon, lat]) => `${lon},${lat}`).join(' ')}</coordinates>`;
}
