/** A valid call of each method for questions and what comes of them, collections, evaluations, embeddings and project files. */
import type { ExportSpec } from '../../../core/documents/export-spec.ts';
import { ALL_TERMS, AREA, type CallsOf, id, scene, TERMS, WINDOW } from './call-parts.ts';

const model = id<never>('starter');
const query = id<never>('q');
const collection = id<never>('c');
const evaluation = id<never>('e');
const set = id<never>('s');
const grant = id<never>('g');
const span = { start: 0, end: 3 };
const later = { start: 4, end: 8 };
const EXPORT: ExportSpec = {
  ...{ product: 'hits', format: 'geojson', values: 'raw', threshold: null, leastArea: 0 },
  ...{ smoothing: 0, sharpened: false, legend: false, greyImagery: false, extent: WINDOW, epsg: 4326 },
};
const REQUEST = {
  model,
  data: { kind: 'collected', dataset: id<never>('d') },
  task: { kind: 'retrieval', split: null, texts: null, protocol: 'distinct' },
} as const;
const CORNERS = [
  [24, 56],
  [25, 56],
  [25, 57],
] as const;

export const QUESTION_CALLS: CallsOf<
  'query' | 'selo' | 'change' | 'export' | 'collections' | 'evaluations' | 'embeddings' | 'project' | 'team'
> = {
  'query.count': [{ model, text: 'a bridge' }],
  'query.run': [
    { scene, model, terms: ALL_TERMS, area: AREA, hits: 5, sizesPx: [64], isRecorded: true },
    { scene, model, terms: TERMS, area: null, hits: 5, sizesPx: null, isRecorded: false },
  ],
  'query.layer': [{ scene, model, terms: TERMS, area: null }],
  'query.suggestions': [{ scene, model }],
  'query.command': [{ query }],
  'query.phrases': [{ query, window: WINDOW, spans: [span] }],
  'query.phraseMap': [{ query, chosen: span, spans: [later] }],
  'query.relevance': [{ query, window: WINDOW, chosen: span }],
  'query.look': [{ scene, model, terms: TERMS }],
  'query.compare': [{ scene, a: model, b: model, terms: TERMS, area: null, hits: 3 }],
  'query.sharpen': [{ query }],
  'query.difference': [{ a: query, b: query, measure: 'percentile' }],

  'selo.map': [{ query, version: 'v1' }],
  'selo.measure': [{ query, version: 'v2', regions: [AREA] }],
  'selo.regions': [
    { query, annotations: '[{"caption":"a","jpg_name":"a.jpg","points":[]}]', file: 'anno.json' },
  ],

  'change.scenes': [{ before: query, after: query, measure: 'cosine', area: [CORNERS], places: 10 }],
  'change.collection': [
    {
      ...{ collection, model, terms: TERMS, measure: 'cosine' },
      ...{ before: '2023-01-01', after: null, area: null, places: 10 },
    },
  ],
  'change.export': [{ change: id('x'), product: 'places', format: 'gpkg', target: null }],

  'export.plan': [{ query, spec: EXPORT }],
  'export.make': [{ query, spec: EXPORT, target: null }],

  'collections.create': [{ name: 'all', grants: [grant] }],
  'collections.add': [{ collection, grants: [grant] }],
  'collections.scan': [{ collection }],
  'collections.scenes': [{ collection }],
  'collections.states': [{ collection, model }],
  'collections.tryDates': [{ collection, pattern: 'YYYY-MM-DD' }],
  'collections.setDates': [{ collection, pattern: 'YYYYMMDD' }],
  'collections.area': [{ grant }],
  'collections.plan': [
    { collection, model, sizesPx: [64, 128], sizesMetres: null },
    { collection, model, sizesPx: null, sizesMetres: [60, 120.5] },
  ],
  'collections.query': [
    {
      ...{ collection, model, terms: TERMS, hits: 10, perScene: 3, merges: true },
      filter: { area: [CORNERS], from: '2023-01-01', to: null, name: 'a' },
      isRecorded: true,
    },
  ],
  'collections.export': [{ answer: query, format: 'csv', target: null }],
  'collections.openScene': [{ collection, scene: 'k' }],
  'collections.remove': [{ collection }],

  'evaluations.check': [{ request: REQUEST }],
  'evaluations.create': [
    { request: { ...REQUEST, data: { kind: 'granted', grant } } },
    { request: { ...REQUEST, data: { kind: 'held-out', run: id<never>('r') } } },
  ],
  'evaluations.report': [{ evaluation }],
  'evaluations.compare': [{ a: evaluation, b: evaluation }],
  'evaluations.export': [{ evaluation, product: 'csv', target: null }],
  'evaluations.remove': [{ evaluation }],

  'embeddings.export': [
    { source: { kind: 'scenes', scenes: [scene] }, model, int8: true, target: null },
    { source: { kind: 'collection', collection }, model, int8: false, target: null },
  ],
  'embeddings.import': [{ grant, name: 'others' }],
  'embeddings.remove': [{ set }],
  'embeddings.query': [{ set, terms: TERMS, hits: 5, like: [1, 2] }],

  'project.open': [{ grant }],
  'project.openRecent': [{ id: '0123456789abcdef' }],
  'project.saveAs': [{ target: grant }],
  'project.answer': [{ question: { scene, terms: TERMS, area: null } }],
  'project.apply': [],

  'team.connect': [{ address: 'postgresql://a@127.0.0.1:1/longsight' }],
  'team.reviews': [{ terms: TERMS }],
  'team.review': [{ scene: '3', window: WINDOW, terms: TERMS, judgement: 'accepted', note: 'a' }],
};
