/** Labels of the dock, by the keys of FlexLayout; its other labels are never shown here. */
export const dockStrings = {
  'flexlayout.ui.close.tab': 'Close',
  'flexlayout.ui.splitter': 'Resize',
  'flexlayout.ui.active.tabset': 'Active group',
  'flexlayout.ui.move.tabset': 'Move group',
} as const;
