/** A valid call of each method for scenes, models, jobs, runs, data sets, the assistant and the web. */
import { parseRunSpec } from '../../../training/run/run-spec.ts';
import { type CallsOf, id, scene, VIEW, WINDOW } from './call-parts.ts';

const model = id<never>('starter');
const grant = id<never>('g');
const job = id<never>('j');
const run = id<never>('r');
const dataset = id<never>('d');
const pair = id<never>('p');
const GRID = { kind: 'sliding', sizesPx: [64], strideShare: 0.5 } as const;
const written = { name: 'r', base: { kind: 'model', model }, data: { kind: 'collected', dataset } };
const spec = parseRunSpec(JSON.stringify(written), '/r.json') as never;

export const DESK_CALLS: CallsOf<
  'app' | 'scenes' | 'index' | 'models' | 'jobs' | 'runs' | 'datasets' | 'assistant' | 'web'
> = {
  'app.clear': [{ part: 'previews' }],
  'app.setSettings': [{ keepsAwake: true, notifies: false, language: 'de' }],
  'app.diagnose': [{ scene, model, withPaths: true }],
  'app.chooseDevice': [{ device: 'cpu' }],

  'scenes.open': [{ grant }],
  'scenes.openAddress': [{ address: 'https://x.example/a.tif' }],
  'scenes.openKnown': [{ scene }],
  'scenes.planConversion': [{ grant }],
  'scenes.locate': [{ scene, grant }],
  'scenes.setCrs': [{ scene, crs: 'EPSG:32635' }],
  'scenes.forget': [{ scene }],
  'scenes.setModelView': [{ scene, view: VIEW }],
  'scenes.bandRanges': [{ scene }],
  'scenes.identify': [{ scene, col: 3, row: 4 }],

  'index.plan': [{ scene, model, sizesPx: [64], view: null }],
  'index.planPatches': [{ scene, model }],
  'index.removePatches': [{ scene }],
  'index.list': [{ scene }],
  'index.unreadable': [{ scene }],
  'index.remove': [{ scene, index: id('i') }],

  'models.remove': [{ model }],
  'models.calibrateOnJudgements': [{ model }],
  'models.forgetJudgements': [{ model }],
  'models.setFalseAlarmRate': [{ model, falseAlarmRate: 0.05 }],
  'models.inspect': [{ grant }],
  'models.discard': [{ kind: 'download', name: model }],
  'models.setDownloadSettings': [{ mirror: 'https://x.example', proxy: null }],

  'jobs.log': [{ job }],
  'jobs.start': [
    { spec: { kind: 'index', scene, model, grid: GRID } },
    { spec: { kind: 'index-collection', collection: id('c'), model, sizesPx: null, sizesMetres: [60] } },
    { spec: { kind: 'evaluate', evaluation: id('e') } },
    { spec: { kind: 'convert-scene', source: grant, target: null, name: 'a.tif' } },
  ],
  'jobs.cancel': [{ job }],
  'jobs.resume': [{ job }],
  'jobs.dismiss': [{ job }],

  'runs.plan': [{ spec }],
  'runs.create': [{ spec }],
  'runs.detail': [{ run }],
  'runs.log': [{ run, from: 0 }],
  'runs.stop': [{ run }],
  'runs.remove': [{ run }],

  'datasets.create': [{ name: 'Bridges' }],
  'datasets.remove': [{ dataset }],
  'datasets.detail': [{ dataset }],
  'datasets.addWindows': [
    { dataset, scene, windows: [{ window: WINDOW, short: 'a', long: '', source: 'drawn' }] },
  ],
  'datasets.importFiles': [{ dataset, grants: [grant] }],
  'datasets.setTexts': [{ dataset, pair, texts: { short: 'a', long: 'b', labels: '' }, isTyping: false }],
  'datasets.setGrouping': [{ dataset, grouping: 'place' }],
  'datasets.removePairs': [{ dataset, pairs: [pair] }],
  'datasets.undo': [{ dataset }],
  'datasets.redo': [{ dataset }],
  'datasets.report': [{ dataset, texts: 'long', limit: 248, share: 0.1, seed: 1 }],
  'datasets.export': [{ dataset, target: null }],

  'assistant.set': [{ url: 'http://127.0.0.1:1/v1', model: 'm', key: 'k', timeoutSeconds: 5 }],
  'assistant.preview': [{ dataset, method: 'expand' }],

  'web.capabilities': [{ address: 'http://127.0.0.1:1/wms?map=a' }],
  'web.allow': [{ host: 'x.example:8080' }],
  'web.forget': [{ host: 'x.example:8080' }],
};
