/**
 * Environment of each process that loads ONNX Runtime. Without it, releases since 1.29 report to Microsoft. On Linux and macOS they keep
 * a device id and queued events in the user's cache folder and send them; on Windows they give events to the system.
 */

export const QUIET_ENVIRONMENT: Readonly<Record<string, string>> = {
  /** The published switch. Linux and macOS only; read once, when the library starts. */
  ORT_DISABLE_TELEMETRY: '1',
  // For Windows only a call is published. It comes after the first event, and the Node binding does not have it. This variable
  // keeps the library from registering with Windows at all.
  ...(process.platform === 'win32' ? { ORT_RUNNING_UNIT_TESTS: '1' } : {}),
};
