import { expect, test } from 'vitest';
import { closing } from '../../core/closing.ts';

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
