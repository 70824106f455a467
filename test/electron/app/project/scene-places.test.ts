import { expect, test } from 'vitest';
import { placesAfterMove, placesOf } from '../../../../electron/app/project/scene-places.ts';

const scene = (relative: string | null, path: string) =>
  ({ relative, record: { path, detail: { name: 'a.tif' } } }) as never;

test('the place beside the project is tried before the one on the machine that saved it', () => {
  expect(placesOf(scene('images/a.tif', '/old/a.tif'), '/new/p.longsight')).toEqual([
    '/new/images/a.tif',
    '/old/a.tif',
    '/new/a.tif',
  ]);
  expect(placesOf(scene('../a.tif', '/old/a.tif'), '/new/deep/p.longsight')[0]).toBe('/new/a.tif');
});

test('a project does not make the program connect to a computer that it names', () => {
  expect(placesOf(scene('//evil/share/a.tif', '//evil/share/a.tif'), '/new/p.longsight')).toEqual([
    '/new/a.tif',
  ]);
  expect(placesOf(scene(null, '\\\\evil\\share\\a.tif'), '/new/p.longsight')).toEqual(['/new/a.tif']);
  expect(placesOf(scene(null, '//home/share/a.tif'), '//home/share/p.longsight')).toContain(
    '//home/share/a.tif',
  );
});

test('a path from another system is no place here', () => {
  expect(placesOf(scene('images/a.tif', 'C:\\data\\a.tif'), '/new/p.longsight')).toEqual([
    '/new/images/a.tif',
    '/new/a.tif',
  ]);
});

test('a file that lay beside another one is looked for beside its new place', () => {
  expect(placesAfterMove('/old/2020/b.tif', '/old/2019/a.tif', '/disk/2019/a.tif')).toEqual([
    '/disk/2020/b.tif',
    '/disk/2019/b.tif',
  ]);
});
