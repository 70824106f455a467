/**
 * Reads Parquet files in a thread of its own, because a damaged page can state any number of values and its reader believes it. Plain JavaScript, so that it runs
 * from source as well as bundled.
 * Requests: { id, path, head: true } → { rows, keyValues, schema }; { id, path, start, end, columns } → rows as objects.
 * Posts { id: 0, … } when it is ready.
 */
import { open } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { PARQUET_CODECS } from './parquet-codecs.mjs';

/** The file that was asked for last: `{ path, file, metadata }`. */
let opened = null;

parentPort.on('message', async ({ id, path, ...request }) => {
  try {
    parentPort.postMessage({ id, result: await answer(path, request) });
  } catch (error) {
    parentPort.postMessage({ id, error: error?.message ?? String(error) });
  }
});
parentPort.postMessage({ id: 0, result: null });

async function answer(path, { head, start, end, columns }) {
  if (opened?.path !== path) opened = { path, ...(await openFile(path)) };
  const { file, metadata } = opened;
  if (!head)
    return parquetReadObjects({
      ...{ file, metadata, columns, compressors: PARQUET_CODECS },
      ...{ rowStart: start, rowEnd: end },
    });
  return {
    rows: Number(metadata.num_rows),
    keyValues: metadata.key_value_metadata ?? [],
    schema: parquetSchema(metadata),
  };
}

async function openFile(path) {
  const handle = await open(path, 'r');
  const { size } = await handle.stat();
  const file = {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw new Error('the file ended while it was read');
      return bytes.buffer;
    },
  };
  return { file, metadata: await parquetMetadataAsync(file) };
}
