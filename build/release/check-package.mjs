/**
 * Runs the self-test of the application that electron-builder has just packed: `node build/release/check-package.mjs [FOLDER]`, by
 * default dist/. Prints the report; exit code 1 when a step fails or no report comes.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LIMIT_MS = 300_000;

/** Executable of the unpacked application in `folder`, which electron-builder writes beside the installers. */
export function packedExecutable(folder, platform = process.platform) {
  const found = readdirSync(folder).filter((name) => /^(linux|win|mac).*/.test(name));
  const candidates = found.map((name) => {
    if (platform === 'darwin') return join(folder, name, 'Longsight.app/Contents/MacOS/Longsight');
    return join(folder, name, platform === 'win32' ? 'Longsight.exe' : 'longsight-desktop');
  });
  const executable = candidates.find((path) => existsSync(path));
  if (executable === undefined)
    throw new Error(`${folder} has no packed application: run npm run dist first`);
  return executable;
}

/** The report of the self-test, as written by electron/main/self-test.ts; `ok` is false as well when the program ended badly. */
export function checkPackage(folder, platform = process.platform) {
  const place = mkdtempSync(join(tmpdir(), 'longsight-check-'));
  const report = join(place, 'report.json');
  try {
    const { status, error } = spawnSync(packedExecutable(folder, platform), [`--self-test=${report}`], {
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: LIMIT_MS,
    });
    if (error !== undefined) throw error;
    if (!existsSync(report)) throw new Error(`the self-test ended with code ${status} and wrote no report`);
    const read = JSON.parse(readFileSync(report, 'utf8'));
    return { ...read, ok: read.ok && status === 0 };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { ok, fault, steps } = checkPackage(process.argv[2] ?? 'dist');
  for (const step of steps) console.log(`${step.ok ? 'ok  ' : 'FAIL'} ${step.name}, ${step.ms} ms`);
  if (!ok) console.error(fault ?? 'a step failed');
  process.exit(ok ? 0 : 1);
}
