/** The QGIS style beside a raster. */
import { expect, test } from 'vitest';
import { isOurStyle, qmlStyle } from '../../../core/export/qml-style.ts';

test('the stops become an interpolated ramp over their own range', () => {
  const qml = qmlStyle(
    [
      { value: -0.1, rgb: [68, 1, 84], alpha: 0 },
      { value: 0.3, rgb: [253, 231, 37], alpha: 0.6 },
    ],
    0.7,
  );
  expect(isOurStyle(qml)).toBe(true);
  expect(qml).toContain('classificationMin="-0.1" classificationMax="0.3"');
  expect(qml).toContain('opacity="0.7"');
  expect(
    Array.from(qml.matchAll(/<item value="([^"]+)".*alpha="([^"]+)" color="([^"]+)"/g), (item) =>
      item.slice(1),
    ),
  ).toEqual([
    ['-0.1', '0', '#440154'],
    ['0.3', '153', '#fde725'],
  ]);
});
