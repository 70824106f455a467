import type { Translated } from '../../../../../core/documents/language.ts';
import type { updatesStrings as english } from '../../../../features/help/updates-strings.ts';

export const updatesStrings: Translated<typeof english> = {
  updatesTitle: 'Buscar actualizaciones',
  newest: 'Versión más reciente',
  releases: 'Versiones',
  lookNow: 'Buscar ahora',
  copyAddress: 'Copiar la dirección',
  notAsked: {
    release:
      'Longsight no busca versiones nuevas por sí solo. «Buscar ahora» consulta una vez la página de las versiones.',
    fromClone: 'Esta copia se ejecuta desde un clon: actualícela con git pull y npm ci.',
  },
  isNewer: 'Hay publicada una versión más reciente. Copie su dirección en un navegador para obtenerla.',
  isCurrent: 'Esta es la versión más reciente.',
};
