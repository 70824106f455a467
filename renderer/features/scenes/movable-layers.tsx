/** Layers that can be reordered by dragging, or from the handle by keyboard. */
import type { ReactNode } from 'react';
import { DropIndicator, type Key, useDragAndDrop } from 'react-aria-components';
import { applyTransaction } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { LayerList, type LayerRow } from './layer-list.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export function MovableLayers({ rows }: { readonly rows: readonly LayerRow[] }): ReactNode {
  const app = useApplication();
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': String(key) })),
    renderDropIndicator: (target) => <DropIndicator target={target} className={style.dropLine} />,
    onReorder: ({ keys, target }) => {
      const moved = [...keys][0];
      if (moved !== undefined)
        attempt(app, strings.layers, () => reorder(moved, target.key, target.dropPosition));
    },
  });

  async function reorder(moved: Key, target: Key, position: 'before' | 'after' | 'on'): Promise<void> {
    // The target position counts without the moved row.
    const others: Key[] = rows.map(({ layer }) => layer.scene).filter((scene) => scene !== moved);
    const at = others.indexOf(target);
    const row = rows.find(({ layer }) => layer.scene === moved);
    if (at < 0 || !row) return;
    const { scene } = row.layer;
    await applyTransaction(app, { kind: 'move-layer', scene, to: position === 'before' ? at : at + 1 });
  }

  return <LayerList rows={rows} dragAndDropHooks={dragAndDropHooks} />;
}
