import { DatabaseSync } from 'node:sqlite';

/** What must not grow while a process works. */
export interface Usage {
  /** The heap and what it holds outside, after a collection, in bytes. */
  readonly memory: number;
  readonly sockets: number;
  readonly timers: number;
  /** Keys in Redis; 0 where there is none. */
  readonly keys: number;
  /** Rows of chunks, contents, segments and calls. Campaigns keep one row each for good. */
  readonly rows: number;
}

/** How much more there may be at the end than after the first minute. Connections and timers come and go. */
const mostGrowth: Usage = { memory: 20 * 1_048_576, sockets: 16, timers: 8, keys: 4, rows: 0 };

export function takeUsage(file: string, keys: number): Usage {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  const countOf = (name: string) => resources.filter((resource) => resource === name).length;
  return {
    memory: heapUsed + external,
    sockets: countOf('TCPSocketWrap') + countOf('TLSWrap'),
    timers: countOf('Timeout'),
    keys,
    rows: rowsIn(file),
  };
}

function rowsIn(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = ['chunks', 'contents', 'segments', 'intents'];
    return tables.reduce((sum, table) => {
      const row = database.prepare(`SELECT count(*) AS count FROM ${table}`).get();
      return sum + Number(row?.count);
    }, 0);
  } finally {
    database.close();
  }
}

/** What has grown, in words. */
export function growthOf(first: Usage, last: Usage): readonly string[] {
  return (Object.keys(mostGrowth) as (keyof Usage)[]).flatMap((name) => {
    const grown = last[name] - first[name];
    return grown > mostGrowth[name] ? [`${name} grew by ${grown}, and ${mostGrowth[name]} is the most`] : [];
  });
}
