/**
 * Unit test files that take more than three seconds each on two cores, longest first. They start before the others, so that no long
 * file is left for the end, and `npm run test:quick` leaves them out.
 */
export const SLOW_TESTS = [
  'test/electron/quiet/quiet.test.ts',
  'test/electron/cli/command-line.test.ts',
  'test/electron/app/process/services.test.ts',
  'test/training/run/torch-trainer.test.ts',
  'test/training/run/train.test.ts',
  'test/electron/app/models/precision-choice.test.ts',
  'test/electron/app/devices/web-gpu.test.ts',
  'test/electron/main/main.test.ts',
  'test/training/run/kill-train.test.ts',
  'test/core/raster/scene-preview.test.ts',
  'test/electron/app/download/download-service.test.ts',
  'test/electron/engine/train-on-web-gpu.test.ts',
  'test/training/step/gradient-self-test.test.ts',
  'test/electron/engine/engine-client.test.ts',
  'test/electron/cli/kill-command.test.ts',
  'test/core/search/index-scene.test.ts',
  'test/core/search/kill-index.test.ts',
  'test/models/checkpoint/hostile-files.test.ts',
  'test/core/selo/selo.test.ts',
  'test/electron/app/runs/run-service.test.ts',
  'test/training/step/model-slopes.test.ts',
  'test/electron/app/search/index-service.test.ts',
  'test/training/step/training-graph.test.ts',
];
