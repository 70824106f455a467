/**
 * OpenLayers compiles a layer's shaders again for each new source, style or canvas, which takes 0.1 to 0.5 s without a graphics card. Layers
 * of one context whose shaders are the same share a program here.
 */
import WebGLHelper from 'ol/webgl/Helper.js';

type Context = ReturnType<WebGLHelper['getGL']>;

const compiled = new WeakMap<Context, Map<string, WebGLProgram>>();
const compile = WebGLHelper.prototype.getProgram;

/** Takes effect for all layers of the page. */
export function shareProgramsOfLayers(): void {
  WebGLHelper.prototype.getProgram = function (this: WebGLHelper, fragment, vertex) {
    const programs = programsOf(this.getGL());
    const key = `${fragment}\n${vertex}`;
    const known = programs.get(key);
    if (known !== undefined) return known;
    const program = compile.call(this, fragment, vertex);
    programs.set(key, program);
    return program;
  };
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
