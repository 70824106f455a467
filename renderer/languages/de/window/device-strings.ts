import type { Translated } from '../../../../core/documents/language.ts';
import type { deviceStrings as english } from '../../../window/device-strings.ts';
import { type KnownSentence, saidByCore } from '../../said-by-core.ts';

/** The words of the runtime as in the English file, which is not part of this page. */
const KNOWN: readonly KnownSentence[] = [
  [
    /^.*(?:OrtSessionOptionsAppendExecutionProvider|[Ff]ailed to load (?:shared )?library|cannot open shared object).*$/,
    () => 'seine Bibliotheken sind nicht installiert',
  ],
  [
    /^.*(?:WebGPU adapter|[Nn]o supported adapters|[Nn]o (?:suitable )?adapter).*$/,
    () => 'keine Grafikkarte mit funktionierendem Treiber',
  ],
  [
    /int8 runs on the CPU: use the model in fp32 for other devices$/,
    () => 'int8 rechnet auf der CPU: Nehmen Sie das Modell in fp32 für andere Geräte',
  ],
  [/^not tested yet$/, () => 'noch nicht geprüft'],
  [/^being tested$/, () => 'wird geprüft'],
  [/^not tested: /, () => 'nicht geprüft: '],
  [/it crashed the engine process: .*$/, () => 'hat beim Rechnen einen Absturz verursacht'],
  [
    /slower than the CPU: (\S+) vs (\S+) windows\/s$/,
    (own, cpu) => `langsamer als die CPU: ${own} gegen ${cpu}\u00a0Fenster/s`,
  ],
  [
    /slower than (.+): (\S+) vs (\S+) windows\/s$/,
    (other, own, its) => `langsamer als ${other}: ${own} gegen ${its}\u00a0Fenster/s`,
  ],
  [/ was chosen$/, () => ' wurde gewählt'],
  [/ is in use$/, () => ' ist in Gebrauch'],
];

export const deviceStrings: Translated<typeof english> = { said: (reason) => saidByCore(reason, KNOWN) };
