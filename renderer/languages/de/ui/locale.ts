import type { Translated } from '../../../../core/documents/language.ts';
import type { LOCALE as english } from '../../../ui/locale.ts';

export const LOCALE: Translated<typeof english> = 'de-DE';
