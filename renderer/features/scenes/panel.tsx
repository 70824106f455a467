/** Layers, top to bottom: order by drag or keyboard, visibility, what is indexed, and what can be done with each. */
import { EllipsisVertical, GripVertical, Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import {
  Button as AriaButton,
  DropIndicator,
  GridList,
  GridListItem,
  type Key,
  MenuTrigger,
  useDragAndDrop,
} from 'react-aria-components';
import type { SceneDetail, SceneLayer } from '../../../core/rpc/documents.ts';
import { applyTransaction } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { useActiveModel, useIndexes, useJobs, useProject, useScenes } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { CheckField } from '../../ui/fields.tsx';
import ui from '../../ui/ui.module.css';
import { indexJob, indexOf, indexWords } from './index-badge.ts';
import { LayerMenu } from './layer-menu.tsx';
import { activateScene, pickScenes, setLayer } from './scene-actions.ts';
import { SimilarityRow } from './similarity-row.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type LayerRow = { readonly layer: SceneLayer; readonly scene: SceneDetail | undefined };

export default function LayersPanel(): ReactNode {
  const app = useApplication();
  const project = useProject();
  const scenes = useScenes();
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': String(key) })),
    renderDropIndicator: (target) => <DropIndicator target={target} className={style.dropLine ?? ''} />,
    onReorder: ({ keys, target }) => {
      const moved = [...keys][0];
      if (moved !== undefined)
        attempt(app, strings.layers, () => reorder(moved, target.key, target.dropPosition));
    },
  });
  if (!project || !scenes) return null;
  const rows = project.layers.map(
    (layer): LayerRow => ({ layer, scene: scenes.find(({ id }) => id === layer.scene) }),
  );

  async function reorder(moved: Key, target: Key, position: 'before' | 'after' | 'on'): Promise<void> {
    // The place counts in the list without the moved row.
    const others: Key[] = rows.map(({ layer }) => layer.scene).filter((scene) => scene !== moved);
    const at = others.indexOf(target);
    const scene = rows.find(({ layer }) => layer.scene === moved)?.layer.scene;
    if (at < 0 || !scene) return;
    await applyTransaction(app, { kind: 'move-layer', scene, to: position === 'before' ? at : at + 1 });
  }

  if (rows.length === 0)
    return (
      <EmptyState title={strings.noLayers}>
        <p>{strings.noLayersHint}</p>
        <Button icon={Plus} onPress={() => attempt(app, strings.addScene, () => pickScenes(app))}>
          {strings.addScene}
        </Button>
      </EmptyState>
    );
  return (
    <div className={style.layers}>
      <SimilarityRow />
      <GridList
        aria-label={strings.layers}
        className={style.list ?? ''}
        items={rows.map((row) => ({ ...row, id: row.layer.scene }))}
        selectionMode="single"
        selectionBehavior="replace"
        disallowEmptySelection
        selectedKeys={project.activeScene ? [project.activeScene] : []}
        onSelectionChange={(keys) => {
          const row = rows.find(({ layer }) => keys !== 'all' && keys.has(layer.scene));
          if (row) attempt(app, strings.layers, () => activateScene(app, row.layer.scene));
        }}
        onAction={(key) => {
          const row = rows.find(({ layer }) => layer.scene === key);
          const kind = row?.scene?.missing ? 'locate' : 'properties';
          if (row) app.view.setState({ dialog: { kind, scene: row.layer.scene } });
        }}
        dragAndDropHooks={dragAndDropHooks}
        dependencies={[scenes, project]}
      >
        {(row) => <LayerItem {...row} />}
      </GridList>
    </div>
  );
}

function LayerItem({ layer, scene }: LayerRow): ReactNode {
  const name = scene?.name ?? layer.scene;
  return (
    <GridListItem id={layer.scene} textValue={name} className={style.row ?? ''}>
      <LayerRowContent layer={layer} scene={scene} name={name} />
    </GridListItem>
  );
}

function LayerRowContent({ layer, scene, name }: LayerRow & { readonly name: string }): ReactNode {
  const app = useApplication();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const model = useActiveModel();
  const index = indexOf(useIndexes(layer.scene), model?.id);
  const job = indexJob(useJobs(), layer.scene);
  const words = scene?.missing ? strings.missing : indexWords(index, job);
  const tone = scene?.missing ? 'bad' : job ? 'busy' : (index?.state ?? 'none');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the row's own menu button does the same
    <div
      className={style.rowContent}
      onContextMenu={(event) => {
        event.preventDefault();
        setMenuOpen(true);
      }}
    >
      <AriaButton slot="drag" className={style.grip ?? ''} aria-label={strings.drag(name)}>
        <GripVertical size={14} aria-hidden />
      </AriaButton>
      <CheckField
        label={strings.visibility(name)}
        isSelected={layer.visible}
        onChange={(visible) => attempt(app, strings.layers, () => setLayer(app, { ...layer, visible }))}
      >
        {null}
      </CheckField>
      <div className={style.names}>
        <span className={style.name} title={name}>
          {name}
        </span>
        <span className={style.badge} data-tone={tone}>
          {words}
        </span>
      </div>
      <MenuTrigger isOpen={isMenuOpen} onOpenChange={setMenuOpen}>
        <AriaButton className={`${ui.button} ${ui.icon}`} aria-label={strings.actionsOf(name)}>
          <EllipsisVertical size={16} aria-hidden />
        </AriaButton>
        <LayerMenu scene={layer.scene} />
      </MenuTrigger>
    </div>
  );
}
