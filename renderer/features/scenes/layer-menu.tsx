/** Menu of one layer. */
import { Eye, FileSearch, Info, Maximize, ScanSearch, SlidersHorizontal, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Menu, MenuItem, Popover, Separator } from 'react-aria-components';
import type { SceneId } from '../../../core/documents/ids.ts';
import { type Application, activeModelNow, scenesNow } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useScene } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import ui from '../../ui/ui.module.css';
import { activateScene } from './scene-actions.ts';
import { strings } from './strings.ts';

type Entry = {
  readonly label: string;
  readonly icon: typeof Info;
  readonly run: (app: Application, scene: SceneId) => Promise<void> | void;
};

const GROUPS: readonly (readonly Entry[])[] = [
  [
    {
      label: strings.zoomToLayer,
      icon: Maximize,
      run: async (app, scene) => {
        await activateScene(app, scene);
        app.map.view.zoomFull();
      },
    },
    {
      label: strings.indexScene,
      icon: ScanSearch,
      run: (app, scene) => app.view.setState({ dialog: { kind: 'index', scene } }),
    },
  ],
  [
    {
      label: strings.modelPreview,
      icon: Eye,
      run: (app, scene) => {
        const detail = byId(scenesNow(app), scene);
        const model = activeModelNow(app);
        if (!detail || !model) return;
        const side = Math.min(detail.widthPx, detail.heightPx, 512);
        const col = Math.floor((detail.widthPx - side) / 2);
        const row = Math.floor((detail.heightPx - side) / 2);
        const window = { col, row, widthPx: side, heightPx: side };
        app.view.setState({ dialog: { kind: 'seen-pixels', scene, model: model.id, window } });
      },
    },
    {
      label: strings.useStyleForModel,
      icon: SlidersHorizontal,
      run: (app, scene) => app.view.setState({ dialog: { kind: 'model-view', scene } }),
    },
  ],
  [
    {
      label: strings.properties,
      icon: Info,
      run: (app, scene) => app.view.setState({ dialog: { kind: 'properties', scene } }),
    },
    {
      label: strings.removeLayerAsk,
      icon: Trash2,
      run: (app, scene) => app.view.setState({ dialog: { kind: 'remove-layer', scene } }),
    },
  ],
];

/** Shown first if the file is missing. */
const LOCATE: Entry = {
  label: strings.locate,
  icon: FileSearch,
  run: (app, scene) => app.view.setState({ dialog: { kind: 'locate', scene } }),
};

export function LayerMenu({ scene }: { readonly scene: SceneId }): ReactNode {
  const app = useApplication();
  const detail = useScene(scene);
  const groups = detail?.missing ? [[LOCATE], ...GROUPS] : GROUPS;
  return (
    <Popover className={ui.popover} placement="bottom end">
      <Menu className={ui.menu} aria-label={strings.layers}>
        {groups.flatMap((group, i) => [
          ...(i > 0 ? [<Separator key={`line ${group[0].label}`} className={ui.separator} />] : []),
          ...group.map(({ label, icon: Icon, run }) => (
            <MenuItem
              key={label}
              textValue={label}
              className={ui.menuItem}
              onAction={() => attempt(app, label, async () => run(app, scene))}
            >
              <Icon size={14} aria-hidden />
              {label}
            </MenuItem>
          )),
        ])}
      </Menu>
    </Popover>
  );
}
