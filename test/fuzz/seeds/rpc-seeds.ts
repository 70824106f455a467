/** What a page sends, to start from: a call of every method, and an address of each kind. */
import { encodeFrame } from '../../../core/rpc/frame.ts';
import type { Seed } from '../seed.ts';
import { SCENE_PLACEHOLDER } from './call-parts.ts';
import { allCalls } from './calls.ts';

export function rpcSeeds(): readonly Seed[] {
  const scene = SCENE_PLACEHOLDER;
  const frames = allCalls().map(([method, input], i, all) => {
    const earlier = all.slice(0, i).filter(([each]) => each === method).length;
    return seed(`frame-${method}-${earlier}`, 'F', encodeFrame({ kind: 'req', id: i + 1, method, input }));
  });
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
    '/data/phrase/q/0-3/4-8.9-12/best',
    '/data/look/q',
    '/data/selo/q/v1',
    '/data/change/x',
    '/data/team-window/1/0/0/64/64',
    '/data/evaluation/e/0',
    '/data/evaluation-whole/e/0',
    `/data/background/${scene}/0123456789abcdef/-1/2/3`,
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
