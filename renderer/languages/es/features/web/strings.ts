import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/web/strings.ts';

export const strings: Translated<typeof english> = {
  title: 'Capa de la web',
  kind: 'Qué es',
  kinds: {
    xyz: 'Fondo: teselas (XYZ)',
    wms: 'Fondo: WMS',
    cog: 'Escena: GeoTIFF (COG)',
  },
  address: 'Dirección',
  places: {
    xyz: 'https://tiles.example.org/{z}/{x}/{y}.png',
    wms: 'https://maps.example.org/wms',
    cog: 'https://data.example.org/scene.tif',
  },
  layers: 'Capas del servicio, separadas por comas',
  listLayers: 'Listar las capas del servicio',
  listing: 'Preguntando al servidor…',
  findLayer: 'Buscar una capa',
  layersOf: 'Capas del servicio',
  notDrawable: 'no en Web Mercator',
  moreLayers: (count) => `${count} más: escriba una parte del nombre.`,
  noLayer: 'Ninguna capa con ese nombre',
  attribution: 'Atribución, que se muestra en el mapa',
  sends: (host) =>
    `Longsight se conecta a ${host} y a ningún otro servidor. Por cada parte que muestra el mapa envía una dirección, así que el servidor puede saber dónde mira usted.`,
  sendsScene: (host) =>
    `Longsight se conecta a ${host} y a ningún otro servidor. Pide las partes del archivo que muestra el mapa; al indexar se leen todas.`,
  needsAddress: 'La dirección empieza por https:// o http://.',
  add: 'Añadir',
  now: 'Fondo',
  show: 'Mostrar el fondo',
  remove: 'Quitar el fondo',
  opacity: 'Opacidad del fondo',
  connectTitle: (host) => `El fondo viene de ${host}`,
  connectText: 'No se pide nada a este servidor si usted no lo solicita.',
  connect: 'Conectar',
  fault: 'Fondo',
};
