/** Panels as the dock sees them; each feature provides its own. */

/** Columns of the default layout. The map is the only panel in the centre: it has no tab and is never closed. */
export type PanelPlace = 'left' | 'centre' | 'right';

/** Stored in saved layouts: do not rename. */
export type PanelId = string;

export type Panel = {
  readonly id: PanelId;
  readonly title: string;
  readonly place: PanelPlace;
  /** A workspace: not in the default layout; opened by its command or from the rail. */
  readonly isOnDemand: boolean;
};
