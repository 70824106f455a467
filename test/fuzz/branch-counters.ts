/**
 * Plugin of the bundler that counts which branches of our code run: a counter at the start of every block, case, and arm of a condition.
 * The counters lie in `globalThis.branchCounts`.
 */
import type { Plugin } from 'vite';

/** More than our code has branches. */
const MOST_BRANCHES = 1 << 17;

const OUR_CODE = /\/(core|models|training|electron)\/.*\.ts$/;

type Node = { readonly type: string; readonly start: number; readonly end: number };
type Insertion = { readonly at: number; readonly text: string };

export function branchCounters(): Plugin {
  let branches = 0;
  return {
    name: 'branch-counters',
    enforce: 'post',
    transform(code, id) {
      if (!OUR_CODE.test(id)) return null;
      const insertions: Insertion[] = [];
      const count = () => `branchCounts_[${branches++ % MOST_BRANCHES}]++;`;
      walk(this.parse(code) as unknown as Node, (node) => insertions.push(...insertionsIn(node, count)));
      const head = `const branchCounts_ = globalThis.branchCounts ??= new Uint8ClampedArray(${MOST_BRANCHES});\n`;
      return { code: head + withInsertions(code, insertions), map: null };
    },
  };
}

function insertionsIn(node: Node, count: () => string): readonly Insertion[] {
  const part = (key: string): Node | null => (Reflect.get(node, key) as Node | null | undefined) ?? null;
  const list = (key: string): readonly Node[] => Reflect.get(node, key) as readonly Node[];
  const wrapped = (each: Node | null): readonly Insertion[] =>
    each === null || each.type === 'BlockStatement' || /Declaration$/.test(each.type)
      ? []
      : [
          { at: each.start, text: `{${count()}` },
          { at: each.end, text: '}' },
        ];
  const counted = (each: Node | null): readonly Insertion[] =>
    each === null
      ? []
      : [
          { at: each.start, text: `(${count().replace(';', '')},` },
          { at: each.end, text: ')' },
        ];
  switch (node.type) {
    case 'BlockStatement':
      // A directive such as 'use strict' must stay first; there are none in modules.
      return [{ at: node.start + 1, text: count() }];
    case 'SwitchCase': {
      const [first] = list('consequent');
      return first === undefined ? [] : [{ at: first.start, text: count() }];
    }
    case 'IfStatement':
      return [...wrapped(part('consequent')), ...wrapped(part('alternate'))];
    case 'ForStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
    case 'WhileStatement':
      return wrapped(part('body'));
    case 'ConditionalExpression':
      return [...counted(part('consequent')), ...counted(part('alternate'))];
    case 'LogicalExpression':
      return counted(part('right'));
    default:
      return [];
  }
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const value of Object.values(node))
    for (const each of Array.isArray(value) ? value : [value])
      if (typeof each === 'object' && each !== null && typeof each.type === 'string')
        walk(each as Node, visit);
}

/** Closing texts come before opening ones at the same place. */
function withInsertions(code: string, insertions: readonly Insertion[]): string {
  const ordered = insertions
    .map((each, order) => ({ ...each, order, closes: /^[)}]/.test(each.text) }))
    .toSorted((a, b) => a.at - b.at || Number(b.closes) - Number(a.closes) || a.order - b.order);
  const pieces: string[] = [];
  let from = 0;
  for (const { at, text } of ordered) {
    pieces.push(code.slice(from, at), text);
    from = at;
  }
  return pieces.join('') + code.slice(from);
}
