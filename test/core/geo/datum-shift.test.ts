/** What a missing grid file means: the error at a place, or the accuracy that EPSG states. */
import { expect, test } from 'vitest';
import type { SceneCrs } from '../../../core/documents/scene.ts';
import { datumShiftNote, gridErrorM } from '../../../core/geo/datum-shift.ts';

const crsOn = (datum: string): SceneCrs =>
  ({ name: 'the grid', wkt: `PROJCRS["x",BASEGEOGCRS["${datum}",DATUM["d"]]]` }) as SceneCrs;

/** Differences between NTv2 and the seven parameters of EPSG:1564, computed apart in Python. */
test.each([
  ['Auckland', 174.76, -36.85, 0.95],
  ['Nelson', 173.28, -41.27, 3.09],
  ['Christchurch', 172.63, -43.53, 1.13],
  ['Stewart Island', 167.8, -47, 4.08],
])('the error at %s is that between both shifts', (_, lon, lat, metres) => {
  expect(gridErrorM('NZGD49', [lon, lat])).toBeCloseTo(metres, 0);
  expect(Math.abs(gridErrorM('NZGD49', [lon, lat])! - metres)).toBeLessThan(0.25);
});

test('a note gives the error at the place, and EPSG’s accuracy where it is not known', () => {
  expect(datumShiftNote(crsOn('NZGD49'), [172.88, -41.21])).toContain('off by about 3.3 m here');
  for (const place of [null, [10, 50]] as const)
    expect(datumShiftNote(crsOn('NZGD49'), place)).toContain('EPSG states an accuracy of 4 m');
  expect(datumShiftNote(crsOn('Old Hawaiian'), [-157, 21])).toContain('an accuracy of 38 m');
  expect(datumShiftNote(crsOn('ATS77'), [-64, 45])).toContain('off by an unknown distance');
  expect(datumShiftNote(crsOn('WGS 84'), [0, 0])).toBeNull();
});
