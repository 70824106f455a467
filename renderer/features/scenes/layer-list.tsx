/** The list of layers, reorderable if given `dragAndDropHooks`. */
import { EllipsisVertical, GripVertical } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import {
  Button as AriaButton,
  type DragAndDropHooks,
  GridList,
  GridListItem,
  MenuTrigger,
} from 'react-aria-components';
import type { SceneLayer } from '../../../core/documents/project.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { IndexStatus } from '../../../core/documents/search.ts';
import { renderingKey } from '../../../core/urls/rendering-key.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useActiveModel, useIndexes, useJobs, useProject } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { CheckField } from '../../ui/fields.tsx';
import ui from '../../ui/ui.module.css';
import { indexJob, indexOf, indexWords } from './index-badge.ts';
import { LayerMenu } from './layer-menu.tsx';
import { activateScene, changeLayer } from './scene-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

/** `scene` is null until the core has sent it. */
export type LayerRow = { readonly layer: SceneLayer; readonly scene: SceneDetail | null };

type ListProps = { readonly rows: readonly LayerRow[]; readonly dragAndDropHooks?: DragAndDropHooks };

export function LayerList({ rows, dragAndDropHooks }: ListProps): ReactNode {
  const app = useApplication();
  const active = useProject().activeScene;
  const isChosen = useView((state) => state.chosen === 'scene');
  const isMovable = dragAndDropHooks !== undefined;
  return (
    <GridList
      aria-label={strings.scenes}
      className={style.list}
      items={rows.map((row) => ({ ...row, id: row.layer.scene }))}
      selectionMode="single"
      selectionBehavior="replace"
      disallowEmptySelection
      selectedKeys={active && isChosen ? [active] : []}
      onSelectionChange={(keys) => {
        const row = rows.find(({ layer }) => keys !== 'all' && keys.has(layer.scene));
        if (!row) return;
        app.view.setState({ chosen: 'scene' });
        attempt(app, strings.layers, () => activateScene(app, row.layer.scene));
      }}
      onAction={(key) => {
        const row = rows.find(({ layer }) => layer.scene === key);
        if (!row) return;
        const kind = isMissing(row) ? 'locate' : 'properties';
        app.view.setState({ dialog: { kind, scene: row.layer.scene } });
      }}
      {...(dragAndDropHooks && { dragAndDropHooks })}
      dependencies={[rows, isMovable]}
    >
      {(row) => <LayerItem layer={row.layer} scene={row.scene} isMovable={isMovable} />}
    </GridList>
  );
}

type ItemProps = LayerRow & { readonly isMovable: boolean };

function LayerItem({ layer, scene, isMovable }: ItemProps): ReactNode {
  const name = scene ? scene.name : layer.scene;
  const isActive = useProject().activeScene === layer.scene;
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive && row.current) row.current.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    <GridListItem ref={row} id={layer.scene} textValue={name} className={style.row}>
      <LayerRowContent layer={layer} scene={scene} isMovable={isMovable} name={name} />
    </GridListItem>
  );
}

function LayerRowContent({
  layer,
  scene,
  isMovable,
  name,
}: ItemProps & { readonly name: string }): ReactNode {
  const app = useApplication();
  const isActive = useProject().activeScene === layer.scene;
  const [isMenuOpen, setMenuOpen] = useState(false);
  const badge = useBadge({ layer, scene });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the row's own menu button does the same
    <div
      className={style.rowContent}
      onContextMenu={(event) => {
        event.preventDefault();
        setMenuOpen(true);
      }}
    >
      {isMovable ? (
        <AriaButton slot="drag" className={style.grip} aria-label={strings.drag(name)}>
          <GripVertical size={14} aria-hidden />
        </AriaButton>
      ) : (
        <span className={style.grip} />
      )}
      <CheckField
        label={strings.visibility(name)}
        isSelected={layer.visible}
        onChange={(visible) => attempt(app, strings.layers, () => changeLayer(app, layer.scene, { visible }))}
      >
        {null}
      </CheckField>
      <div className={style.names} data-active={isActive || undefined}>
        <span className={style.name} title={name}>
          {name}
        </span>
        <span className={style.badge} data-tone={badge.tone}>
          {badge.words}
          {scene && !scene.missing && renderingKey(scene.modelView) !== renderingKey(layer.style) && (
            <span title={strings.otherViewText}> · {strings.otherView}</span>
          )}
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

type Badge = { readonly words: string; readonly tone: 'bad' | 'busy' | 'none' | IndexStatus['state'] };

/** Missing file, or indexing state with the active model. */
function useBadge(row: LayerRow): Badge {
  const model = useActiveModel();
  const indexes = useIndexes(row.layer.scene).data;
  const jobs = useJobs();
  if (isMissing(row)) return { words: strings.missing, tone: 'bad' };
  const index = model ? indexOf(indexes, model.id) : null;
  const job = model ? indexJob(jobs, row.layer.scene, model.id) : null;
  return { words: indexWords(index, job), tone: job ? 'busy' : index ? index.state : 'none' };
}

function isMissing({ scene }: LayerRow): boolean {
  return scene ? scene.missing : false;
}
