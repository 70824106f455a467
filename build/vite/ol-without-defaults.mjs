/** Vite plugin: leaves out OpenLayers' default controls and interactions. The map has its own, but OpenLayers imports them in any case. */

const DEFAULTS = /\/ol\/(?:control|interaction)\/defaults\.js$/;

export function olWithoutDefaults() {
  return {
    name: 'longsight:ol-without-defaults',
    enforce: 'pre',
    transform(_code, id) {
      if (!DEFAULTS.test(id.split('?')[0])) return null;
      return {
        code: "import Collection from '../Collection.js';\nexport function defaults() { return new Collection(); }\n",
        map: null,
      };
    },
  };
}
