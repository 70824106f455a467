/** Panels as the dock knows them; each feature brings its own. */

/** Groups of tabs in the default layout. The map is the only panel in the centre: it has no tab and is never closed. */
export type PanelPlace = 'left-top' | 'left-bottom' | 'centre' | 'right-top' | 'right-bottom';

/** Stored with the layout, so it stays when a title changes. */
export type PanelId = string;

export type Panel = {
  readonly id: PanelId;
  readonly title: string;
  readonly place: PanelPlace;
};
