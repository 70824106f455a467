/** `npm run serve`: builds what has changed, then serves the application to a browser. */
import { buildApp } from './build.mjs';

await buildApp();
const { runHost } = await import('../out/server/index.js');
try {
  await runHost(process.argv.slice(2));
} catch (error) {
  console.error(`longsight: ${error.message}`);
  process.exit(1);
}
