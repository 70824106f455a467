/** How numbers and dates are written, in the page and in the component library. */
export const LOCALE: string = 'en-GB';
