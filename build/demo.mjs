/** `npm run demo`: runs the main workflow without a window; writes to demo-output/. */
import { buildApp } from './build.mjs';

await buildApp({ only: ['node', 'worker'] });
process.argv.splice(2, 0, 'demo');
await import('../out/cli/index.js');
