/**
 * How long the metrics of a SeLo map of 10,000 x 10,000 px take: `npm run bench:selo-metrics`. The published code takes 11 s on a Xeon
 * 6226R; the aim is 2 s. Measured: 1.2 s of processor time (AMD EPYC, two shared cores).
 */
import { attentionCentres } from '../../core/selo/attention-centres.ts';
import type { Polygon } from '../../core/selo/fill-polygons.ts';
import { seloMetrics } from '../../core/selo/selo-metrics.ts';

const EDGE_PX = 10_000;
const REPEATS = 5;

const values = new Uint8Array(EDGE_PX ** 2);
for (let y = 0; y < EDGE_PX; y++)
  for (let x = 0; x < EDGE_PX; x++)
    values[y * EDGE_PX + x] =
      128 + 60 * Math.sin(x / 700) * Math.cos(y / 900) + 50 * Math.sin((x + y) / 1700);
const map = { widthPx: EDGE_PX, heightPx: EDGE_PX, values };
const square = (at: number, px: number): Polygon => [
  [at, at],
  [at + px, at],
  [at + px, at + px],
  [at, at + px],
];
for (let i = 0; i < REPEATS; i++) {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const centres = await attentionCentres(map);
  const found = performance.now();
  const { rmi } = seloMetrics(map, [square(1000, 2000), square(6000, 900)], centres);
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  console.log(
    `${seconds(performance.now() - started)} s: ${centres.length} centres ${seconds(found - started)} s, metrics ${seconds(performance.now() - found)} s (Rmi ${rmi.toFixed(4)}); ${seconds((user + system) / 1000)} s of processor time`,
  );
}
