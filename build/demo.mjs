/** `npm run demo`: the main job from end to end without a window; what it writes lies in demo-output/. */
import { buildApp } from './build.mjs';

await buildApp({ only: ['node'] });
process.argv.splice(2, 0, 'demo');
await import('../out/cli/index.js');
