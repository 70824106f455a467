/** The settings of a plan and the doubts about them come from the core, which speaks English; other languages translate them. */
export const planStrings = { said: (text: string): string => text } as const;
