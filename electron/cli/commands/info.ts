/** `longsight info FILE`: describes a scene. */
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { rasterioFromAffine } from '../../../core/geo/affine.ts';
import { indexLine } from '../print/index-line.ts';
import type { Command } from './command.ts';
import { CRS_USAGE, openChosenScene } from './open-scene.ts';

export const infoCommand: Command = {
  name: 'info',
  usage: `info SCENE.tif ${CRS_USAGE}`,
  summary:
    'show size, bands, CRS, ground resolution, model view and indexes of a scene; --crs gives a scene that states no CRS one, which is remembered',
  options: { crs: { type: 'string' } },
  run: async (invocation) => {
    const { scenes, indexes } = await invocation.services();
    const id = await openChosenScene(invocation);
    const detail = await scenes.detail(id);
    const affine = rasterioFromAffine(detail.affine);
    const found = await indexes.list(id);
    const warnings = [...detail.warnings, ...(await indexes.unreadable(id))];
    invocation.console.result(
      { ...detail, affine, warnings, indexes: found },
      [
        `${detail.name}: ${detail.widthPx} x ${detail.heightPx} px, ${detail.bands.length} bands of ${detail.sampleType}`,
        `storage     ${detail.layout}, ${detail.compression}, ${detail.overviews} overviews, nodata ${detail.nodata ?? 'none'}`,
        `CRS         ${detail.crs === null ? 'none' : `${detail.crs.name}${detail.crs.epsg === null ? '' : ` (EPSG:${detail.crs.epsg})`}`}`,
        `affine      ${affine.join(' ')}`,
        `resolution  ${detail.metresPerPixel === null ? 'unknown' : `${detail.metresPerPixel.toPrecision(4)} m`}`,
        `bands       ${detail.bands.map(bandWords).join(', ')}`,
        `model view  bands ${detail.modelView.bands.map((band) => band + 1).join(', ')}, stretch ${detail.modelView.stretch.kind}`,
        ...(found.length === 0
          ? ['index       none']
          : found.map((each) => `index       ${indexLine(each)}`)),
        ...warnings.map((warning) => `warning     ${warning}`),
      ].join('\n'),
    );
  },
};

/** "4 B4 (nir)"; what a band measures is left out where its name says it already. */
function bandWords({ name, measures }: SceneDetail['bands'][number], band: number): string {
  const isSaid = measures === null || name.toLowerCase().includes(measures);
  return `${band + 1} ${name}${isSaid ? '' : ` (${measures})`}`;
}
