/** Names and versions of this machine's graphics drivers, as far as they can be found. If they change, devices are tested again. */
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { release } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const DISPLAY_CLASS =
  'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}';
const REGISTRY_PATIENCE_MS = 3000;

/** One line per driver; empty if none is found. */
export async function graphicsDrivers(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<readonly string[]> {
  // On macOS the driver is part of the system.
  if (process.platform === 'darwin') return [`Metal, Darwin ${release()}`];
  if (process.platform === 'win32') return windowsDrivers();
  return [...(await nvidiaDriver()), ...(await kernelDrivers()), ...(await vulkanDrivers(environment))];
}

/** Description and version of each adapter, from the output of `reg query CLASS /s`. */
export function driversOfRegistry(output: string): readonly string[] {
  const textOf = (block: string, name: string, absent: string) =>
    captured(block, new RegExp(`^\\s+${name}\\s+REG_SZ\\s+(.*?)\\s*$`, 'm'), absent);
  return output.split(/\r?\n(?=HKEY_)/).flatMap((block) => {
    const name = textOf(block, 'DriverDesc', '');
    return name === '' ? [] : [`${name}, driver ${textOf(block, 'DriverVersion', 'unknown')}`];
  });
}

async function windowsDrivers(): Promise<readonly string[]> {
  try {
    const { stdout } = await promisify(execFile)('reg', ['query', DISPLAY_CLASS, '/s'], {
      timeout: REGISTRY_PATIENCE_MS,
      windowsHide: true,
    });
    return driversOfRegistry(stdout);
  } catch (error) {
    return [`unknown: ${error instanceof Error ? error.message : String(error)}`];
  }
}

async function nvidiaDriver(): Promise<readonly string[]> {
  const text = await readFile('/proc/driver/nvidia/version', 'utf8').catch(() => '');
  return text === '' ? [] : [text.split('\n')[0].trim()];
}

/** Adapters with a kernel driver, whose version is that of the kernel. */
async function kernelDrivers(): Promise<readonly string[]> {
  const folder = '/sys/class/drm';
  const cards = (await namesIn(folder)).filter((name) => /^card\d+$/.test(name));
  const lines = cards.map(async (card) => {
    const event = await readFile(join(folder, card, 'device/uevent'), 'utf8').catch(() => '');
    const driver = captured(event, /^DRIVER=(.+)$/m, '');
    const chip = captured(event, /^PCI_ID=(.+)$/m, 'no PCI');
    return driver === '' ? [] : [`${driver} (${chip}), Linux ${release()}`];
  });
  return (await Promise.all(lines)).flat();
}

/** Manifests in the places where the Vulkan loader looks. Their date serves as the version, since a new driver installs a new manifest. */
async function vulkanDrivers(environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const named = environment.VK_DRIVER_FILES ?? environment.VK_ICD_FILENAMES;
  const paths = named ? named.split(delimiter) : await installedManifests();
  const lines = paths.map(async (path) => {
    try {
      const version = captured(await readFile(path, 'utf8'), /"api_version"\s*:\s*"([^"]+)"/, '?');
      const { mtime } = await stat(path);
      return `Vulkan ${version}: ${basename(path)} of ${mtime.toISOString().slice(0, 10)}`;
    } catch {
      return `Vulkan: ${path} cannot be read`;
    }
  });
  return Promise.all(lines);
}

async function installedManifests(): Promise<readonly string[]> {
  const folders = ['/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/etc/vulkan/icd.d'];
  const found = folders.map(async (folder) =>
    (await namesIn(folder)).filter((name) => name.endsWith('.json')).map((name) => join(folder, name)),
  );
  return (await Promise.all(found)).flat();
}

/** The pattern's first group, or `absent` if the text does not match. */
function captured(text: string, pattern: RegExp, absent: string): string {
  const match = pattern.exec(text);
  return match === null ? absent : match[1];
}

/** Sorted names in a folder; none if it does not exist. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
