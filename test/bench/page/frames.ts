/** Frames and main-thread time of a page while something is dragged. */
import type { CDPSession, Page } from 'playwright-core';

export type Drag = { readonly framesPerSecond: number; readonly msPerFrame: number };
/** On the page's window while something is dragged. */
type Counter = { frames: number; next: number };
type Point = { readonly x: number; readonly y: number };

/** Drags back and forth between two points and ends at rest at the first one. `msPerFrame` is main-thread time: scripts, layout and painting. */
export async function dragging(
  page: Page,
  cdp: CDPSession,
  from: Point,
  to: Point,
  seconds: number,
): Promise<Drag> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.evaluate(() => {
    const counter = window as unknown as Counter;
    counter.frames = 0;
    const count = (): void => {
      counter.frames += 1;
      counter.next = requestAnimationFrame(count);
    };
    counter.next = requestAnimationFrame(count);
  });
  const before = await taskSeconds(cdp);
  const startedMs = performance.now();
  for (let i = 0; performance.now() - startedMs < seconds * 1000; i++) {
    const share = (1 - Math.cos(i / 12)) / 2;
    await page.mouse.move(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share);
  }
  const spent = (performance.now() - startedMs) / 1000;
  const frames = await page.evaluate(() => {
    const { frames, next } = window as unknown as Counter;
    cancelAnimationFrame(next);
    return frames;
  });
  const busy = (await taskSeconds(cdp)) - before;
  await page.mouse.move(from.x, from.y);
  // Long enough that a map does not go on by itself.
  await page.waitForTimeout(300);
  await page.mouse.up();
  return { framesPerSecond: frames / spent, msPerFrame: (1000 * busy) / Math.max(1, frames) };
}

async function taskSeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

export type Memory = { readonly nodes: number; readonly heapBytes: number };

/** After collecting garbage. Nodes include those that are detached but still held. */
export async function memoryOf(cdp: CDPSession): Promise<Memory> {
  for (let i = 0; i < 3; i++) await cdp.send('HeapProfiler.collectGarbage');
  const { nodes } = await cdp.send('Memory.getDOMCounters');
  const { metrics } = await cdp.send('Performance.getMetrics');
  return { nodes, heapBytes: metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0 };
}
