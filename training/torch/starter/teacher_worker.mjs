// Runs the teacher network over raw batches: stdin uint8 [B,224,224,3] repeated, stdout float32 [B,49,320] [B,49,384] [B,1280] repeated.
// Usage: node teacher_worker.mjs MODEL.onnx BATCH THREADS   (onnxruntime-node must be resolvable from the working directory)
import { readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// Without this, the library would report to its maker.
process.env.ORT_DISABLE_TELEMETRY = '1';
const ort = createRequire(join(process.cwd(), 'package.json'))('onnxruntime-node');
const [model, batchText, threadsText] = process.argv.slice(2);
const batch = Number(batchText);
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: Number(threadsText) });
const frame = new Uint8Array(batch * 224 * 224 * 3);

/** Fills `target` from stdin; false at a clean end of input. */
function readFully(target) {
  for (let at = 0; at < target.length; ) {
    let count = 0;
    try {
      count = readSync(0, target, at, target.length - at, null);
    } catch (error) {
      if (error.code === 'EAGAIN') continue;
      throw error;
    }
    if (count === 0) return false;
    at += count;
  }
  return true;
}

function writeFully(array) {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

while (readFully(frame)) {
  const out = await session.run({ frames: new ort.Tensor('uint8', frame, [batch, 224, 224, 3]) });
  writeFully(out.late.data);
  writeFully(out.middle.data);
  writeFully(out.features.data);
}
