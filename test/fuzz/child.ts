/** Process that runs the code under test on one input after another: `child.mjs FORMAT CHECKOUT SCRATCH`. It may hang or die. */
import { join } from 'node:path';
import type { Format } from './formats.ts';
import type { ReadyMessage, RunReply, RunRequest } from './messages.ts';
import { outcomeOf } from './outcome.ts';
import { openTarget } from './targets/open-target.ts';

const [format, checkout, scratch] = process.argv.slice(2);
const target = await openTarget(format as Format, join(checkout, '.'), scratch);
const counts =
  (Reflect.get(globalThis, 'branchCounts') as Uint8ClampedArray | undefined) ?? new Uint8ClampedArray(0);
/** One bit for each power of two that a count has reached. */
const seen = new Uint8Array(counts.length);

process.on('message', async ({ id, input }: RunRequest) => {
  counts.fill(0);
  const before = process.cpuUsage();
  const outcome = await outcomeOf(target, input);
  const { user, system } = process.cpuUsage(before);
  const reply: RunReply = {
    id,
    outcome,
    newBranches: countNew(),
    cpuMs: (user + system) / 1000,
    peakBytes: peakBytes(),
  };
  process.send?.(reply);
});
// The campaign is gone.
process.on('disconnect', () => process.exit(0));
const ready: ReadyMessage = { ready: true, peakBytes: peakBytes() };
process.send?.(ready);

function countNew(): number {
  let found = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i];
    if (count === 0) continue;
    const bit = 1 << (31 - Math.clz32(count));
    if ((seen[i] & bit) !== 0) continue;
    seen[i] |= bit;
    found++;
  }
  return found;
}

/** In bytes; the system counts in KiB. */
function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
