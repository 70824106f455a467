import { expect, test } from 'vitest';
import { attentionCentres } from '../../../core/selo/attention-centres.ts';
import type { ByteMap } from '../../../core/selo/byte-map.ts';
import { probabilityMap, probabilityMapV2 } from '../../../core/selo/probability-map.ts';
import { seloMap } from '../../../core/selo/selo-map.ts';
import type { Task } from '../../../core/task.ts';

const SIDE = 1500;
const win = { col: 0, row: 0, widthPx: SIDE / 2, heightPx: SIDE };
const byteMap: ByteMap = { widthPx: SIDE, heightPx: SIDE, values: new Uint8Array(SIDE * SIDE).fill(200) };

test.each<[string, (task: Task) => Promise<unknown>]>([
  ['the probability map', (task) => probabilityMap(seloMap(SIDE, SIDE, [{ win, score: 1 }]), task)],
  ['the probability map of v2', (task) => probabilityMapV2(seloMap(SIDE, SIDE, [{ win, score: 1 }]), task)],
  ['attention', (task) => attentionCentres(byteMap, task)],
])('%s lets other work on its thread run, and stops when aborted', async (_, run) => {
  const controller = new AbortController();
  let othersTurns = 0;
  const other = setInterval(() => {
    othersTurns++;
    controller.abort(new Error('enough'));
  });
  let reported = 0;
  const report = () => void reported++;
  await expect(run({ signal: controller.signal, report })).rejects.toThrow('enough');
  clearInterval(other);
  expect(othersTurns).toBeGreaterThan(0);
  expect(reported).toBeGreaterThan(0);
});
