/** A short name for a coordinate reference system. */
import type { SceneCrs } from '../../core/documents/scene.ts';
import { strings } from './strings.ts';

/** The EPSG code, else the name, else the method of the projection. */
export function crsName({ name, epsg, proj4 }: SceneCrs): string {
  if (epsg !== null) return `EPSG:${epsg}`;
  if (!/^(unknown|unnamed)?$/i.test(name.trim())) return name;
  const [, method] = /\+proj=(\w+)/.exec(proj4) ?? [];
  return method === undefined ? strings.customCrs : `${strings.customCrs} (${method})`;
}
