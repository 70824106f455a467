#!/usr/bin/env node
/** `npx longsight` in a checkout: builds what has changed, then runs the command. */
import { buildApp } from '../../build/build.mjs';

await buildApp();
await import('../../out/cli/index.js');
