import type pg from 'pg';
import type { Database } from '../../../store/database.ts';

export type Query = pg.PoolClient['query'];

/** A pool whose connections, while somebody has them, ask through `around` and are given back through `giveBack`. */
export function otherwise(
  database: Database,
  around: (query: Query) => { query: Query; giveBack?: (release: () => void) => void },
): Database {
  const connect = async () => {
    const client = await database.connect();
    const [query, release] = [client.query.bind(client), client.release.bind(client)];
    const changed = around(query);
    client.query = changed.query;
    client.release = (broken) => {
      const back = () => {
        client.query = query;
        client.release = release;
        release(broken);
      };
      if (changed.giveBack === undefined) back();
      else changed.giveBack(back);
    };
    return client;
  };
  // A pool's own query connects with a callback, and so asks the pool itself.
  const query = database.query.bind(database);
  return new Proxy(database, {
    get: (target, name) => (name === 'connect' ? connect : name === 'query' ? query : Reflect.get(target, name)),
  });
}
