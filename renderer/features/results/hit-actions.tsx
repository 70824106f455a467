/** Actions on the selected hit, and the export menu. */
import { BoxSelect, Check, Download, Eye, Focus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { ExportProduct } from '../../../core/documents/search.ts';
import { shownKeys } from '../../commands/keys.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useResult } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { useAsked } from '../../state/use-asked.ts';
import { useSimilarityStyle } from '../../state/use-similarity-paint.ts';
import { IconButton } from '../../ui/button.tsx';
import ui from '../../ui/ui.module.css';
import { judgeActiveHit } from './judge-hits.ts';
import { exportProduct, moreLikeActiveHit, showSeenPixels, zoomToActiveHit } from './result-actions.ts';
import { hitOf } from './shown-hits.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const PRODUCTS: readonly ExportProduct[] = [
  'similarity-cog',
  'probability-cog',
  'hits-geojson',
  'regions-geojson',
];

export function HitActions(): ReactNode {
  const app = useApplication();
  const result = useResult(useAsked()).data;
  const hasNone =
    hitOf(
      result,
      useView((state) => state.activeHit),
    ) === null;
  const hasThreshold = useSimilarityStyle().threshold !== null;
  return (
    <div className={style.actions}>
      <IconButton
        label={strings.accept}
        icon={Check}
        keys={shownKeys('Alt+Y')}
        isDisabled={hasNone}
        onPress={() => attempt(app, strings.accept, () => judgeActiveHit(app, 'accepted'))}
      />
      <IconButton
        label={strings.reject}
        icon={X}
        keys={shownKeys('Alt+N')}
        isDisabled={hasNone}
        onPress={() => attempt(app, strings.reject, () => judgeActiveHit(app, 'rejected'))}
      />
      <IconButton
        label={strings.zoomTo}
        icon={Focus}
        isDisabled={hasNone}
        onPress={() => zoomToActiveHit(app)}
      />
      <IconButton
        label={strings.moreLike}
        icon={BoxSelect}
        isDisabled={hasNone}
        onPress={() => moreLikeActiveHit(app)}
      />
      <IconButton label={strings.seen} icon={Eye} isDisabled={hasNone} onPress={() => showSeenPixels(app)} />
      <MenuTrigger>
        <AriaButton className={ui.button}>
          <Download size={14} aria-hidden />
          {strings.exportMenu}
        </AriaButton>
        <Popover className={`${ui.popover} ${style.exports}`} placement="bottom end">
          <Menu
            className={ui.menu}
            aria-label={strings.exportMenu}
            disabledKeys={hasThreshold ? [] : ['regions-geojson']}
          >
            {PRODUCTS.map((product) => (
              <MenuItem
                key={product}
                id={product}
                textValue={strings.products[product]}
                className={ui.menuItem}
                onAction={() =>
                  attempt(app, strings.exporting(strings.products[product]), () =>
                    exportProduct(app, product),
                  )
                }
              >
                <Download size={14} aria-hidden />
                {strings.products[product]}
                <span className={ui.menuHint}>
                  {product === 'regions-geojson' && !hasThreshold
                    ? strings.needsThreshold
                    : strings.productHints[product]}
                </span>
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  );
}
