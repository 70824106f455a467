/**
 * OpenLayers compiles a layer's shaders again for each new source, style or canvas, which takes 0.1 to 0.5 s without a graphics card. Layers
 * of one context whose shaders are the same share a program here.
 */
import WebGLHelper from 'ol/webgl/Helper.js';

type Context = ReturnType<WebGLHelper['getGL']>;

const compiled = new WeakMap<Context, Map<string, WebGLProgram>>();
/** In OpenLayers' function `getBandValue(band, dx, dy)`. */
const BAND_OF_ELEMENT =
  /if \(band == (\d+\.0)\) \{\s*return texture2D\(u_tileTextures\[0\], v_textureCoord \+ vec2\(dx, dy\)\)\[(\d)\]/g;
const compile = WebGLHelper.prototype.getProgram;

/** Takes effect for all layers of the page. */
export function shareProgramsOfLayers(): void {
  WebGLHelper.prototype.getProgram = function (this: WebGLHelper, fragment, vertex) {
    const programs = programsOf(this.getGL());
    const key = `${fragment}\n${vertex}`;
    const known = programs.get(key);
    if (known !== undefined) return known;
    const program = compile.call(this, readingOnce(fragment), vertex);
    programs.set(key, program);
    return program;
  };
}

/**
 * The shader of a style reads an element of a tile again wherever the style names one of its bands, though it holds the element in `color`.
 * Without a graphics card, reading takes most of the time of a similarity map.
 */
function readingOnce(fragment: string): string {
  let once = fragment;
  for (const [, band, place] of fragment.matchAll(BAND_OF_ELEMENT))
    once = once.replaceAll(`getBandValue(${band}, 0.0, 0.0)`, `color[${place}]`);
  return once;
}

function programsOf(context: Context): Map<string, WebGLProgram> {
  const known = compiled.get(context);
  if (known !== undefined) return known;
  const programs = new Map<string, WebGLProgram>();
  compiled.set(context, programs);
  // A layer that goes deletes its program, which others may still draw with.
  const remove = context.deleteProgram.bind(context);
  context.deleteProgram = (program) => {
    if (![...programs.values()].some((shared) => shared === program)) remove(program);
  };
  // A context that is lost and restored has none of its programs. Asking it for each one would wait for the graphics process.
  context.canvas.addEventListener('webglcontextlost', () => programs.clear());
  return programs;
}
