/** Vite plugin: emits OpenLayers' WebGL worker as a file instead of a blob: URL, which the content security policy forbids. */

const SOURCE = /const source = ("(?:[^"\\]|\\.)*");/;

export function olWorkerAsFile() {
  return {
    name: 'longsight:ol-worker-as-file',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/ol\/worker\/webgl\.js$/.test(id.split('?')[0])) return null;
      const literal = code.match(SOURCE)?.[1];
      if (literal === undefined)
        throw new Error(
          `${id}: the worker's source is not where ol 10.11 has it: update this plugin for the new version of ol`,
        );
      const reference = this.emitFile({
        type: 'asset',
        name: 'ol-webgl-worker.js',
        source: JSON.parse(literal),
      });
      return {
        code: `export function create() { return new Worker(new URL(import.meta.ROLLUP_FILE_URL_${reference}, document.baseURI)); }`,
        map: null,
      };
    },
  };
}
