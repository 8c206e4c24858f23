/** A vendor's codes by name, each with what it means. */
type CodeTable = Readonly<Record<string, readonly [code: number, meaning: string]>>;

/** The numbers of a table, by name. */
export type CodesOf<Table extends CodeTable> = { readonly [Name in keyof Table]: Table[Name][0] };

/** The numbers of a table, by name. */
export function codesOf<Table extends CodeTable>(table: Table): CodesOf<Table> {
  return Object.fromEntries(Object.entries(table).map(([name, [code]]) => [name, code])) as CodesOf<Table>;
}

/** @returns a function that gives a code's meaning; nothing for a code that is not in the table */
export function meaningsOf(table: CodeTable): (code: number) => string | undefined {
  const meanings = new Map(Object.values(table));
  return (code) => meanings.get(code);
}
