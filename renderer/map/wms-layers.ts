/** Layers that a WMS names in its description. */
import WMSCapabilities from 'ol/format/WMSCapabilities.js';

export type WmsLayer = {
  readonly name: string;
  readonly title: string;
  /** Whether it can be drawn in Web Mercator, as backgrounds are. */
  readonly isDrawable: boolean;
};

export type WmsService = {
  readonly title: string;
  readonly layers: readonly WmsLayer[];
};

type Described = {
  readonly Name?: string;
  readonly Title?: string;
  readonly CRS?: readonly string[];
  readonly SRS?: readonly string[];
  readonly Layer?: readonly Described[];
};

const WEB_MERCATOR = /^EPSG:(?:3857|900913|102100)$/i;

/** In the order of the service; groups without a name of their own are left out. Throws `Error` for text that describes no WMS. */
export function wmsLayers(xml: string): WmsService {
  const read = new WMSCapabilities().read(xml) as {
    readonly Service?: { readonly Title?: string };
    readonly Capability?: { readonly Layer?: Described };
  } | null;
  const root = read?.Capability?.Layer;
  if (root === undefined) throw new Error('the answer does not describe a WMS');
  return { title: read?.Service?.Title?.trim() ?? '', layers: [...layersIn(root, [])] };
}

/** A layer has the coordinate reference systems of those that it is in, too. */
function* layersIn(layer: Described, inherited: readonly string[]): Generator<WmsLayer> {
  const crs = [...inherited, ...(layer.CRS ?? layer.SRS ?? [])];
  if (layer.Name !== undefined)
    yield {
      name: layer.Name,
      title: layer.Title?.trim() || layer.Name,
      isDrawable: crs.some((each) => WEB_MERCATOR.test(each)),
    };
  for (const each of layer.Layer ?? []) yield* layersIn(each, crs);
}
