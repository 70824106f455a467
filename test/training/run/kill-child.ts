/** Starts or resumes the run in the folder named by the first argument, in a process that a test kills. */
import { train } from '../../../training/run/train.ts';
import { tellingTask } from '../../killed-child.ts';
import { roomIn } from './small-run.ts';

const [folder, home] = process.argv.slice(2);
await train(roomIn(home), folder, tellingTask);
