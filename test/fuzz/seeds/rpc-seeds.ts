/** What a page sends, to start from: a call of most methods, and an address of each kind. */
import { encodeFrame } from '../../../core/rpc/frame.ts';
import type { Seed } from '../seed.ts';

/** As long as the id of a scene, by which the target replaces it: that depends on where the checkout is. */
export const SCENE_PLACEHOLDER = 'sceneundertest00';
const WINDOW = { col: 0, row: 0, widthPx: 64, heightPx: 64 };
const VIEW = {
  bands: [0, 0, 0],
  stretch: {
    kind: 'linear',
    ranges: [
      { min: 0, max: 1 },
      { min: 0, max: 1 },
      { min: 0, max: 1 },
    ],
  },
};
const TERMS = [{ kind: 'text', text: 'a bridge', weight: 1 }];

export function rpcSeeds(): readonly Seed[] {
  const scene = SCENE_PLACEHOLDER;
  const layer = { scene, visible: true, opacity: 1, style: VIEW };
  const apply = (transaction: object) => ({ transaction });
  const similarity = {
    visible: true,
    ramp: 'viridis',
    reversed: false,
    fadeLow: true,
    range: null,
    stretchToScene: false,
    opacity: 0.5,
    threshold: null,
  };
  const review = {
    scene,
    terms: TERMS,
    window: WINDOW,
    judgement: 'accepted',
    note: '',
    at: '2026-01-01T00:00:00.000Z',
  };
  const calls: readonly (readonly [method: string, input: unknown])[] = [
    ['app.info', null],
    ['scenes.open', { grant: 'g' }],
    ['scenes.list', null],
    ['scenes.setModelView', { scene, view: VIEW }],
    ['scenes.bandRanges', { scene }],
    ['scenes.identify', { scene, col: 3, row: 4 }],
    ['scenes.locate', { scene, grant: 'g' }],
    ['index.plan', { scene, model: 'starter', sizesPx: [64], view: null }],
    ['index.list', { scene }],
    ['models.list', null],
    ['models.setDownloadSettings', { mirror: 'https://x.example', proxy: null }],
    ['models.setFalseAlarmRate', { model: 'starter', falseAlarmRate: 0.05 }],
    ['jobs.list', null],
    [
      'jobs.start',
      {
        spec: {
          kind: 'index',
          scene,
          model: 'starter',
          grid: { kind: 'sliding', sizesPx: [64], strideShare: 0.5 },
        },
      },
    ],
    ['jobs.cancel', { job: 'j' }],
    [
      'runs.create',
      {
        spec: {
          name: 'r',
          base: { kind: 'model', model: 'starter' },
          data: { kind: 'collected', dataset: 'd' },
        },
      },
    ],
    ['runs.log', { run: 'r', from: 0 }],
    ['datasets.create', { name: 'Bridges' }],
    [
      'datasets.addWindows',
      { dataset: 'd', scene, windows: [{ window: WINDOW, short: 'a', long: '', source: 'drawn' }] },
    ],
    [
      'datasets.setTexts',
      { dataset: 'd', pair: 'p', texts: { short: 'a', long: 'b', labels: '' }, isTyping: false },
    ],
    ['datasets.report', { dataset: 'd', texts: 'long', limit: 248, share: 0.1, seed: 1 }],
    ['datasets.export', { dataset: 'd', target: null }],
    ['query.count', { model: 'starter', text: 'a bridge' }],
    ['query.run', { scene, model: 'starter', terms: TERMS, area: null, hits: 5, sizesPx: null }],
    ['query.command', { query: 'q' }],
    ['query.phraseMap', { query: 'q', chosen: { start: 0, end: 3 }, spans: null }],
    ['query.phrases', { query: 'q', window: WINDOW, spans: [{ start: 0, end: 3 }] }],
    ['query.compare', { scene, a: 'starter', b: 'starter', terms: TERMS, hits: 3 }],
    ['export.make', { query: 'q', product: 'hits-geojson', threshold: null, target: null }],
    ['project.get', null],
    ['project.undo', null],
    ['project.apply', apply({ kind: 'add-layer', layer, at: 0 })],
    ['project.apply', apply({ kind: 'set-layer', layer })],
    ['project.apply', apply({ kind: 'move-layer', scene, to: 0 })],
    ['project.apply', apply({ kind: 'set-similarity', style: similarity })],
    [
      'project.apply',
      apply({
        kind: 'record-query',
        query: { id: 'q', scene, model: 'starter', terms: TERMS, ranAt: '2026-01-01T00:00:00.000Z' },
      }),
    ],
    ['project.apply', apply({ kind: 'review-hit', review })],
    [
      'query.run',
      {
        scene,
        model: 'starter',
        terms: [{ kind: 'window', scene, window: WINDOW, weight: 1 }],
        hits: 5,
        sizesPx: [64],
      },
    ],
  ];
  const frames = calls.map(([method, input], i) =>
    seed(`frame-${i}-${method}`, 'F', encodeFrame({ kind: 'req', id: i + 1, method, input })),
  );
  const arrays = seed(
    'frame-arrays',
    'F',
    encodeFrame({
      kind: 'req',
      id: 1,
      method: 'scenes.list',
      input: [Float32Array.of(1, 2), Uint8Array.of(3)],
    }),
  );
  const cancel = seed('frame-cancel', 'F', encodeFrame({ kind: 'cancel', id: 1 }));
  return [
    ...frames,
    arrays,
    cancel,
    ...addresses(scene).map((path, i) => seed(`url-${i}`, 'U', new TextEncoder().encode(path))),
  ];
}

function addresses(scene: string): readonly string[] {
  const content = '0123456789abcdef';
  const key = '0~1~0~linear~0~1000~0~1000~0~1000';
  return [
    `/tiles/${scene}/${content}/${key}/0/0/0`,
    `/tiles/${scene}/${content}/0~0~0~none/1/0/0`,
    `/data/window/${scene}/${content}/${key}/0/0/64/64`,
    `/data/map/q`,
    `/data/sharpened/q`,
    `/data/difference/a/b/cosine`,
    `/data/model-view/${scene}/starter/0/0/64/64`,
    `/data/pair/d/p`,
    `/data/sent/d/p`,
    `/data/export/map.tif`,
    '/data/phrase/q/0-3/4-8',
    '/index.html',
    '/assets/main-0.js',
  ];
}

function seed(name: string, kind: 'F' | 'U', content: Uint8Array): Seed {
  const bytes = new Uint8Array(1 + content.length);
  bytes[0] = kind.charCodeAt(0);
  bytes.set(content, 1);
  return { name, bytes };
}
