import { expect, test, vi } from 'vitest';
import { pacedTask } from '../../core/paced-task.ts';
import { unattended } from '../../core/task.ts';

test('the pace counts what was done since the first report, and reports are passed on', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const told: number[] = [];
    const task = pacedTask({ ...unattended(), report: ({ done }) => told.push(done) });
    expect(task.pace(1)).toBeNull();
    task.report({ phase: 'indexing', done: 40, total: 300 });
    vi.advanceTimersByTime(2000);
    task.report({ phase: 'indexing', done: 240, total: 300 });
    expect(task.pace(200)).toBe(100);
    expect(task.pace(201)).toBeNull();
    expect(told).toEqual([40, 240]);
  } finally {
    vi.useRealTimers();
  }
});
