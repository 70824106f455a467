/** Menu of the products that can be exported. */
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import {
  EXPORT_PRODUCT_IDS,
  EXPORT_PRODUCTS,
  type ExportProduct,
} from '../../../core/documents/export-products.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { useSimilarity } from '../../state/use-similarity-paint.ts';
import ui from '../../ui/ui.module.css';
import { exportProduct } from './result-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function ExportMenu(): ReactNode {
  const app = useApplication();
  const hasThreshold = useSimilarity(({ threshold }) => threshold !== null);
  const isOff = (product: ExportProduct): boolean => EXPORT_PRODUCTS[product].needsThreshold && !hasThreshold;
  return (
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
  );
}
