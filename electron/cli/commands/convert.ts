/** `longsight convert RASTER --out COPY.tif`: a GeoTIFF of a raster of another format. */
import { resolve } from 'node:path';
import { InvalidInput } from '../../../core/errors.ts';
import type { Progress } from '../../../core/task.ts';
import { type Command, onePositional, textOption } from './command.ts';

export const convertCommand: Command = {
  name: 'convert',
  usage: 'convert RASTER [--out COPY.tif] [--overwrite]',
  summary:
    'write a Cloud Optimized GeoTIFF of a raster of another format (IMG, PNG, JPEG, JPEG 2000, VRT, …)',
  options: { out: { type: 'string' }, overwrite: { type: 'boolean' } },
  run: async (invocation) => {
    const path = resolve(onePositional(invocation, 'raster'));
    const out = textOption(invocation, 'out');
    const { signal, console } = invocation;
    const { conversions, scenes, host } = await invocation.services();
    const plan = await conversions.plan(path, signal);
    if (plan === null) throw new InvalidInput(`${path}: is a TIFF already; open it as it is`);
    const target = out === null ? null : resolve(out);
    if (target !== null && !invocation.values.overwrite && (await host.storage.exists(target)))
      throw new InvalidInput(`${target} exists already: give another name, or --overwrite`);
    const report = ({ phase, done, total }: Progress): void =>
      console.progress(`${phase} ${Math.floor((100 * done) / total)} %`);
    const copy = await conversions.convert(path, target, { signal, report });
    const { widthPx, heightPx, crs } = await scenes.detail(await scenes.openPath(copy));
    console.result(
      { copy, format: plan.format, widthPx, heightPx, bands: plan.bands, crs: crs?.name ?? null },
      `${copy}: ${widthPx} x ${heightPx} px in ${plan.bands} bands, from ${plan.format}; CRS ${crs === null ? 'none' : crs.name}`,
    );
  },
};
