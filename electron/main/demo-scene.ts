/** Path of the scene that ships with the application. */
import { join } from 'node:path';
import { app } from 'electron';

export function demoScenePath(): string {
  const root = app.isPackaged ? process.resourcesPath : app.getAppPath();
  return join(root, 'build', 'demo', 'manila_bridge.tif');
}
