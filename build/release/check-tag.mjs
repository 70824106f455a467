/** Fails unless a tag names the version in package.json: `node build/release/check-tag.mjs v1.2.0`. */
import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const [tag] = process.argv.slice(2);
if (tag !== `v${version}`) {
  console.error(`the tag is ${tag}, the version in package.json ${version}: change one of them`);
  process.exit(1);
}
