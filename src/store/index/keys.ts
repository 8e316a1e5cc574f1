/** What the writers of the index share. */

/** Which promotion: the number of its issue in the repository with this id. */
export interface RecordKey {
  readonly repo: number;
  readonly number: number;
}

export const nameOf = ({ repo, number }: RecordKey): string => `${repo}#${number}`;

/** Rows as one value, for `json_to_recordset($1::text::json)`: any number of them in one statement, and no text becomes SQL. */
export const json = (rows: readonly object[]): string => JSON.stringify(rows);
