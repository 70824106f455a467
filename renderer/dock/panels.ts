/** Panels as the dock sees them; each feature provides its own. */

/** Groups of tabs in the default layout. The map is the only panel in the centre: it has no tab and is never closed. */
export type PanelPlace = 'left-top' | 'left-bottom' | 'centre' | 'right-top' | 'right-bottom';

/** Stored in saved layouts: do not rename. */
export type PanelId = string;

export type Panel = {
  readonly id: PanelId;
  readonly title: string;
  readonly place: PanelPlace;
  /** Not in the default layout, whose tabs fill it; opened by its command. */
  readonly isOnDemand: boolean;
};
