/** CSV text of a layer (RFC 4180), with geometry as WKT: a table to keep, and what GDAL makes other formats from. */
import type { FieldType, FieldValue, VectorLayer } from '../documents/vector-layer.ts';
import { wktText } from './wkt-text.ts';

/** Column that GDAL and QGIS take for the geometry. */
const GEOMETRY = 'WKT';

const CSVT_TYPES: Readonly<Record<FieldType, string>> = {
  text: 'String',
  integer: 'Integer64',
  real: 'Real',
  boolean: 'Integer(Boolean)',
  date: 'Date',
  datetime: 'DateTime',
};

/** Lines end in LF; numbers have all their digits. The geometry comes first. */
export function csvText({ fields, features }: VectorLayer): string {
  const lines = [
    [GEOMETRY, ...fields.map(({ name }) => name)],
    ...features.map(({ geometry, values }) => [
      geometry === null ? '' : wktText(geometry),
      ...values.map(cell),
    ]),
  ];
  return lines.map((line) => `${line.map(quoted).join(',')}\n`).join('');
}

/** The types of the columns of `csvText`, as GDAL reads them from a `.csvt` file beside it. */
export function csvTypes({ fields }: Pick<VectorLayer, 'fields'>): string {
  return `${['WKT', ...fields.map(({ type }) => CSVT_TYPES[type])].join(',')}\n`;
}

function cell(value: FieldValue): string {
  if (value === null) return '';
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
