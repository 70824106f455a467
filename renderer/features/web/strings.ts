export const strings = {
  title: 'Layer from the web',
  kind: 'What it is',
  kinds: {
    xyz: 'Background: tiles (XYZ)',
    wms: 'Background: WMS',
    cog: 'Scene: GeoTIFF (COG)',
  },
  address: 'Address',
  places: {
    xyz: 'https://tiles.example.org/{z}/{x}/{y}.png',
    wms: 'https://maps.example.org/wms',
    cog: 'https://data.example.org/scene.tif',
  },
  layers: 'Layers of the service, with commas between them',
  attribution: 'Attribution, shown on the map',
  sends: (host: string) =>
    `Longsight connects to ${host} and to no other server. For each part that the map shows it sends an address, so the server can tell where you look.`,
  sendsScene: (host: string) =>
    `Longsight connects to ${host} and to no other server. It fetches the parts of the file that the map shows; indexing reads all of them.`,
  needsAddress: 'The address begins with https:// or http://.',
  add: 'Add',
  now: 'Background',
  show: 'Show the background',
  remove: 'Remove background',
  opacity: 'Opacity of the background',
  connectTitle: (host: string) => `The background comes from ${host}`,
  connectText: 'Nothing is fetched from this server unless you ask for it.',
  connect: 'Connect',
  fault: 'Background',
} as const;
