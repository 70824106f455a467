/** `npm start`: builds what has changed, downloads Electron once, opens the application. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildApp } from './build.mjs';
import { electronBinary, electronInstaller, electronVersion } from './electron-binary.mjs';

const WAYS_OUT = `
  - with a mirror or proxy:    ELECTRON_MIRROR=https://your.mirror/electron/ npm start   (or ELECTRON_GET_USE_PROXY=1)
  - with a local copy:         ELECTRON_OVERRIDE_DIST_PATH=/path/to/electron-dist npm start
  - without Electron:          npm run serve     (the same application, in a browser)
`;
const SANDBOX_HINT = `
If the message above is about the "SUID sandbox helper", this system restricts unprivileged user namespaces.
Allow them for this session with  sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
or use  npm run serve  (the same application, in a browser).
`;

await buildApp();
const binary = electronBinary() ?? fetchElectron();
if (binary === null) process.exit(1);
run(binary);

function fetchElectron() {
  console.log(`Downloading Electron ${electronVersion()} from GitHub (about 110 MB, once)…`);
  const { stderr } = spawnSync(process.execPath, [electronInstaller()], {
    stdio: ['inherit', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  const fetched = electronBinary();
  if (fetched === null) {
    const reason = stderr.split('\n').find((line) => line.trim() !== '') ?? 'no reason given';
    console.error(`Electron could not be downloaded: ${reason}\nTry one of these:${WAYS_OUT}`);
  }
  return fetched;
}

function run(executable) {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const child = spawn(executable, [root, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${executable}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (process.platform === 'linux' && (signal === 'SIGTRAP' || signal === 'SIGABRT'))
      console.error(SANDBOX_HINT);
    process.exit(code ?? 1);
  });
}
