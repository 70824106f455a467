/** SQLSTATEs by which PostgreSQL says why a statement failed. https://www.postgresql.org/docs/15/errcodes-appendix.html */
const SQL_STATES = {
  uniqueViolation: '23505',
  mayNot: '42501',
  /** On a standby. */
  onlyReads: '25006',
} as const;

export function failedWith(error: unknown, ...states: readonly (keyof typeof SQL_STATES)[]): boolean {
  return (
    error instanceof Error && 'code' in error && states.some((state) => SQL_STATES[state] === error.code)
  );
}
