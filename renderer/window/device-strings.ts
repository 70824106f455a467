/**
 * Why a device is not used: the core's reasons. What the runtime itself says is replaced by what it means for the user; its own words stay in
 * diagnostics and in `longsight doctor`.
 */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [
    /OrtSessionOptionsAppendExecutionProvider|[Ff]ailed to load (?:shared )?library|cannot open shared object/,
    'its libraries are not installed',
  ],
  [
    /WebGPU adapter|[Nn]o supported adapters|[Nn]o (?:suitable )?adapter/,
    'no graphics card with a working driver',
  ],
  [/it crashed the engine process/, 'it crashed when it was tested'],
];

export const deviceStrings = {
  said: (reason: string): string => MEANINGS.find(([words]) => words.test(reason))?.[1] ?? reason,
} as const;
