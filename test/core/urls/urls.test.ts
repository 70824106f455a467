import { expect, test } from 'vitest';
import type { PairId } from '../../../core/documents/dataset.ts';
import type {
  ChangeId,
  DatasetId,
  EvaluationId,
  ModelId,
  QueryId,
  SceneId,
} from '../../../core/documents/ids.ts';
import type { BandRendering } from '../../../core/documents/scene.ts';
import { changeUrl, parseChangeUrl } from '../../../core/urls/change-url.ts';
import { differenceUrl, parseDifferenceUrl } from '../../../core/urls/difference-url.ts';
import {
  evaluationPictureUrl,
  parseEvaluationPictureUrl,
} from '../../../core/urls/evaluation-picture-url.ts';
import { evaluationWholeUrl, parseEvaluationWholeUrl } from '../../../core/urls/evaluation-whole-url.ts';
import { exportUrl, parseExportUrl } from '../../../core/urls/export-url.ts';
import { mapUrl, parseMapUrl } from '../../../core/urls/map-url.ts';
import { modelViewUrl, parseModelViewUrl } from '../../../core/urls/model-view-url.ts';
import { pairUrl, parsePairUrl, parseSentPictureUrl, sentPictureUrl } from '../../../core/urls/pair-url.ts';
import { parseTeamWindowUrl, teamWindowUrl } from '../../../core/urls/team-window-url.ts';
import { parseTileUrl, tilesUrl } from '../../../core/urls/tile-url.ts';
import { parseWindowUrl, windowUrl } from '../../../core/urls/window-url.ts';

const scene = { id: 's-1' as SceneId, content: '0a1b' };
const range = { min: -0.5, max: 1e4 };
const rendering: BandRendering = {
  bands: [3, 2, 1],
  stretch: { kind: 'linear', ranges: [range, range, range] },
};
const window = { col: 7, row: 0, widthPx: 256, heightPx: 128 };
const [a, b] = ['q-1', 'q-2'] as QueryId[];
const pair = { dataset: 'd-1' as DatasetId, pair: 'p-1' as PairId };
const ofEvaluation = { evaluation: 'retrieval-lrsclip.v2-1' as EvaluationId, picture: 12 };
const model = 'lrsclip-b16.v2' as ModelId;

const written = {
  tile: `${tilesUrl(scene, rendering)}/3/2/1`,
  window: windowUrl(scene, rendering, window),
  teamWindow: teamWindowUrl({ key: '12', window }),
  modelView: modelViewUrl(scene.id, model, window),
  map: mapUrl(a),
  difference: differenceUrl({ a, b, measure: 'percentile' }),
  change: changeUrl({ id: 'c-1' as ChangeId, kind: 'after' }),
  pair: pairUrl(pair.dataset, pair.pair),
  sent: sentPictureUrl(pair.dataset, pair.pair),
  evaluation: evaluationPictureUrl(ofEvaluation),
  evaluationWhole: evaluationWholeUrl(ofEvaluation),
  export: exportUrl('Brücke 1.tif'),
};
const parsers = {
  tile: parseTileUrl,
  window: parseWindowUrl,
  teamWindow: parseTeamWindowUrl,
  modelView: parseModelViewUrl,
  map: parseMapUrl,
  difference: parseDifferenceUrl,
  change: parseChangeUrl,
  pair: parsePairUrl,
  sent: parseSentPictureUrl,
  evaluation: parseEvaluationPictureUrl,
  evaluationWhole: parseEvaluationWholeUrl,
  export: parseExportUrl,
};

test('every address is read back by its own parser', () => {
  expect(parseTileUrl(written.tile)).toEqual({ scene, rendering, z: 3, x: 2, y: 1 });
  expect(parseWindowUrl(written.window)).toEqual({ scene, rendering, window });
  expect(parseTeamWindowUrl(written.teamWindow)).toEqual({ key: '12', window });
  expect(parseModelViewUrl(written.modelView)).toEqual({ scene: scene.id, model, window });
  expect(parseMapUrl(written.map)).toEqual({ query: a });
  expect(parseChangeUrl(written.change)).toEqual({ id: 'c-1', kind: 'after' });
  expect(parseDifferenceUrl(written.difference)).toEqual({ a, b, measure: 'percentile' });
  expect(parsePairUrl(written.pair)).toEqual(pair);
  expect(parseSentPictureUrl(written.sent)).toEqual(pair);
  expect(parseEvaluationPictureUrl(written.evaluation)).toEqual(ofEvaluation);
  expect(parseEvaluationWholeUrl(written.evaluationWhole)).toEqual(ofEvaluation);
  expect(parseExportUrl(written.export)).toEqual({ name: 'Brücke 1.tif' });
});

test('no address is accepted by the parser of another', () => {
  for (const [kind, url] of Object.entries(written))
    for (const [other, parse] of Object.entries(parsers))
      if (other !== kind) expect([kind, other, parse(url)]).toEqual([kind, other, null]);
});
