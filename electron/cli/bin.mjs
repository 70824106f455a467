#!/usr/bin/env node
/** `npx longsight` in a checkout: builds what has changed, then runs the command. */
import { buildApp } from '../../build/build.mjs';

// Only `serve` shows a page.
await buildApp(process.argv[2] === 'serve' ? {} : { only: ['node', 'worker'] });
await import('../../out/cli/index.js');
