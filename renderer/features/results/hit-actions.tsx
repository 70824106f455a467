/** Actions on the selected hit, and the export menu. */
import { BoxSelect, Check, Download, Eye, Focus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import {
  EXPORT_PRODUCT_IDS,
  EXPORT_PRODUCTS,
  type ExportProduct,
} from '../../../core/documents/export-products.ts';
import { shownKeys } from '../../commands/keys.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useQueryResult } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { useAnswerableQuery } from '../../state/use-query.ts';
import { useSimilarityStyle } from '../../state/use-similarity-paint.ts';
import { IconButton } from '../../ui/button.tsx';
import ui from '../../ui/ui.module.css';
import { judgeActiveHit } from './judge-hits.ts';
import { exportProduct, moreLikeActiveHit, showSeenPixels, zoomToActiveHit } from './result-actions.ts';
import { hitOf } from './shown-hits.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function HitActions(): ReactNode {
  const app = useApplication();
  const result = useQueryResult(useAnswerableQuery()).data;
  const hasNone =
    hitOf(
      result,
      useView((state) => state.activeHit),
    ) === null;
  const hasThreshold = useSimilarityStyle().threshold !== null;
  const isOff = (product: ExportProduct): boolean => EXPORT_PRODUCTS[product].needsThreshold && !hasThreshold;
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
            disabledKeys={EXPORT_PRODUCT_IDS.filter(isOff)}
          >
            {EXPORT_PRODUCT_IDS.map((product) => (
              <MenuItem
                key={product}
                id={product}
                textValue={EXPORT_PRODUCTS[product].title}
                className={ui.menuItem}
                onAction={() =>
                  attempt(app, strings.exporting(EXPORT_PRODUCTS[product].title), () =>
                    exportProduct(app, product),
                  )
                }
              >
                <Download size={14} aria-hidden />
                {EXPORT_PRODUCTS[product].title}
                <span className={ui.menuHint}>
                  {isOff(product) ? strings.needsThreshold : EXPORT_PRODUCTS[product].hint}
                </span>
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  );
}
