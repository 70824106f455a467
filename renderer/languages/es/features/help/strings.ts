import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/help/strings.ts';

export const strings: Translated<typeof english> = {
  about: 'Acerca de Longsight',
  aboutTitle: 'Longsight',
  aboutText:
    'Busque en escenas aéreas y de satélite con frases largas, y vea dónde está la respuesta. Todo se ejecuta en este equipo.',
  version: 'Versión',
  platform: 'Plataforma',
  dataFolder: 'Carpeta de datos',
  device: 'Dispositivo',
  model: 'Modelo',
  licence: 'Licencia',
  licenceValue: 'Apache-2.0',
  updates: 'Buscar actualizaciones…',
  shortcuts: 'Atajos de teclado',
  palette: 'Paleta de órdenes…',
  paletteTitle: 'Órdenes',
  palettePlaceholder: 'Escriba una orden',
  paletteNone: 'Ninguna orden coincide',
  theme: { light: 'Tema claro', dark: 'Tema oscuro', system: 'Tema del sistema' },
  nextGroup: 'Siguiente grupo de paneles',
  previousGroup: 'Grupo de paneles anterior',
  resetLayout: 'Restablecer la disposición de los paneles',
  movePanel: 'Mover el panel al grupo siguiente',
  shortcutsMore: {
    panelContent: 'Pasar de una pestaña a su panel y volver',
    splitter: 'Cambiar el tamaño de los paneles (en un separador)',
    pan: 'Desplazar el mapa (en el mapa)',
  },
};
