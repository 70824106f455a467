/**
 * How long scoring takes beside encoding: `npm run bench:scoring`. Retrieval of RSICD's size (1,093 pictures, 5,465 captions) and
 * classification of PatternNet's and EuroSAT's (45,000 pictures, 45 classes), embeddings of 512 numbers. The aim is 1 % of encoding: with
 * 100 pictures and 200 captions a second that is 0.38 s and 4.5 s.
 */
import { classificationFigures } from '../../core/metrics/classification.ts';
import { retrievalRanks } from '../../core/metrics/retrieval.ts';

const DIM = 512;

function vectors(count: number): Float32Array {
  return Float32Array.from({ length: count * DIM }, () => (Math.random() - 0.5) / Math.sqrt(DIM / 12));
}

function timed(name: string, run: () => unknown): void {
  for (let i = 0; i < 4; i++) {
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    run();
    const { user, system } = process.cpuUsage(cpu);
    console.log(
      `${name}: ${((performance.now() - started) / 1000).toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of processor time`,
    );
  }
}

const [images, texts] = [vectors(1093), vectors(5465)];
const imagesOfText = Array.from({ length: 5465 }, (_, i) => [Math.floor(i / 5)]);
timed('retrieval 1,093 x 5,465', () => retrievalRanks({ images, texts, dim: DIM, imagesOfText }));

const [many, classes] = [vectors(45_000), vectors(45)];
const truth = Array.from({ length: 45_000 }, (_, i) => i % 45);
timed('classification 45,000 x 45', () => classificationFigures(many, classes, DIM, truth));
