/** What the team store asks of a database; PostgreSQL's client implements it, and PGlite in tests. */
export interface Sql {
  /** Rows of one statement with its parameters. */
  query<Row = unknown>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Appends rows in the binary COPY format to the columns of a table, such as `longsight.scene (id, name)`. */
  copyIn(target: string, bytes: Uint8Array): Promise<void>;
}

export interface TeamDatabase extends Sql {
  /** Runs `work` in one transaction; an error rolls it back. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
