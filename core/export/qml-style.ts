/** QGIS styles for one-band rasters; QGIS loads `name.qml` beside `name.tif` automatically. */

export type RampStop = {
  readonly value: number;
  /** 0-255. */
  readonly rgb: readonly [number, number, number];
  /** 0-1. */
  readonly alpha: number;
};

/** Marks our own styles in files of every version, so the text must never change. Another program that saves the style drops it. */
export const QML_MARK = '<!-- Written by Longsight, and again at each export of this name -->';

/** True if the text is a style of ours. */
export function isOurStyle(text: string): boolean {
  return text.includes(QML_MARK);
}

/** QML text for a linear pseudocolour style; `stops` are ascending, `opacity` is 0-1. */
export function qmlStyle(stops: readonly RampStop[], opacity: number): string {
  const [first, last] = [stops[0].value, stops[stops.length - 1].value];
  const items = stops
    .map(
      ({ value, rgb, alpha }) =>
        `          <item value="${value}" label="${value}" alpha="${Math.round(255 * alpha)}" color="${hex(rgb)}"/>`,
    )
    .join('\n');
  return `<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
${QML_MARK}
<qgis version="3.22" styleCategories="AllStyleCategories">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" opacity="${opacity}" alphaBand="-1" classificationMin="${first}" classificationMax="${last}">
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="${first}" maximumValue="${last}">
${items}
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
  </pipe>
  <blendMode>0</blendMode>
</qgis>
`;
}

function hex(rgb: readonly number[]): string {
  return `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
