import type { Database } from '../../store/database.ts';

/** Part of an executed plan, as the server explains it. */
type Node = {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: Node[];
};

type Sent = { text: string; values: unknown[] };

/**
 * Rows that the server looks at for some work: what its scans and joins found, kept or threw away. It is asked of each
 * statement once more afterwards, in a transaction that is rolled back. A count, so that no machine makes it another.
 */
export async function rowsLookedAt(
  database: Database,
  work: (recorded: Database) => Promise<unknown>,
): Promise<number> {
  const sent: Sent[] = [];
  await work(recording(database, sent));
  let rows = 0;
  for (const statement of sent.filter(({ text }) => EXPLAINED.test(text))) rows += await rowsOf(database, statement);
  return rows;
}

const EXPLAINED = /^\s*(select|insert|update)/;

function recording(database: Database, sent: Sent[]): Database {
  const recorded = (query: Database['query']) => {
    const asks = (text: string, values: unknown[] = []) => {
      sent.push({ text, values });
      return query(text, values);
    };
    // Everything here asks with a text and values, and awaits it.
    return asks as Database['query'];
  };
  const query = recorded(database.query.bind(database));
  const connect = async () => {
    const client = await database.connect();
    const asks = recorded(client.query.bind(client));
    return new Proxy(client, { get: (target, name) => (name === 'query' ? asks : bound(target, name)) });
  };
  return new Proxy(database, {
    get: (target, name) => (name === 'query' ? query : name === 'connect' ? connect : bound(target, name)),
  });
}

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name);
  return typeof value === 'function' ? value.bind(target) : value;
}

async function rowsOf(database: Database, { text, values }: Sent): Promise<number> {
  const client = await database.connect();
  try {
    await client.query('begin');
    const found = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
      `explain (analyze, costs off, timing off, format json) ${text}`,
      values,
    );
    return rowsIn(found.rows[0]?.['QUERY PLAN'][0].Plan);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

function rowsIn(node: Node | undefined): number {
  if (node === undefined) return 0;
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0);
  const own = (node['Actual Rows'] + removed) * node['Actual Loops'];
  return own + (node.Plans ?? []).reduce((sum, each) => sum + rowsIn(each), 0);
}
