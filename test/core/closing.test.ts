import { expect, test } from 'vitest';
import { closeAll, closing } from '../../core/closing.ts';

function resource() {
  const events: string[] = [];
  return { events, value: 7, close: async () => void events.push('closed') };
}

test('a resource is closed after the block, once the return value is known', async () => {
  const opened = resource();
  const read = async () => {
    await using used = closing(opened);
    used.events.push('used');
    return used.value;
  };
  expect(await read()).toBe(7);
  expect(opened.events).toEqual(['used', 'closed']);
});

test('a resource is closed when the block throws, and the error passes through unchanged', async () => {
  const opened = resource();
  const fault = new Error('not a TIFF');
  const read = async () => {
    await using _used = closing(opened);
    throw fault;
  };
  await expect(read()).rejects.toBe(fault);
  expect(opened.events).toEqual(['closed']);
});

test('closing several things closes them all, in order, and throws the first error at the end', async () => {
  const closed: number[] = [];
  const step = (number: number, fault: string | null) => async () => {
    closed.push(number);
    if (fault !== null) throw new Error(fault);
  };
  await expect(
    closeAll([step(1, null), step(2, 'the disk is full'), step(3, 'later'), step(4, null)]),
  ).rejects.toThrow('the disk is full');
  expect(closed).toEqual([1, 2, 3, 4]);
});
