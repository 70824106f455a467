import type { Translated } from '../../../../core/documents/language.ts';
import type { deviceStrings as english } from '../../../window/device-strings.ts';
import { type KnownSentence, saidByCore } from '../../said-by-core.ts';

/** The words of the runtime as in the English file, which is not part of this page. */
const KNOWN: readonly KnownSentence[] = [
  [
    /^.*(?:OrtSessionOptionsAppendExecutionProvider|[Ff]ailed to load (?:shared )?library|cannot open shared object).*$/,
    () => 'sus bibliotecas no están instaladas',
  ],
  [
    /^.*(?:WebGPU adapter|[Nn]o supported adapters|[Nn]o (?:suitable )?adapter).*$/,
    () => 'no hay tarjeta gráfica con un controlador que funcione',
  ],
  [
    /int8 runs on the CPU: use the model in fp32 for other devices$/,
    () => 'int8 se calcula en la CPU: use el modelo en fp32 para otros dispositivos',
  ],
  [/^not tested yet$/, () => 'aún sin probar'],
  [/^being tested$/, () => 'se está probando'],
  [/^not tested: /, () => 'sin probar: '],
  [/it crashed the engine process: .*$/, () => 'hizo fallar el proceso de cálculo'],
  [
    /slower than the CPU: (\S+) vs (\S+) windows\/s$/,
    (own, cpu) => `más lento que la CPU: ${own} frente a ${cpu}\u00a0ventanas/s`,
  ],
  [
    /slower than (.+): (\S+) vs (\S+) windows\/s$/,
    (other, own, its) => `más lento que ${other}: ${own} frente a ${its}\u00a0ventanas/s`,
  ],
  [/ was chosen$/, () => ': elegido por usted'],
  [/ is in use$/, () => ' está en uso'],
];

export const deviceStrings: Translated<typeof english> = { said: (reason) => saidByCore(reason, KNOWN) };
