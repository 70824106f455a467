/** What the map can show of two answers, in the order of the choice. */
import type { ComparedView } from '../../state/view-state.ts';

export const COMPARED_VIEWS: readonly ComparedView[] = ['swipe', 'beside', 'difference'];
