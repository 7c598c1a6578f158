import type pg from 'pg';
import type { Database } from '../../store/database.ts';

/** A pool whose connections do something else where they should commit. */
export function atCommit(database: Database, instead: (client: pg.PoolClient) => Promise<void>): Database {
  const connect = async () => {
    const client = await database.connect();
    const query = client.query.bind(client);
    const guarded = (...asked: Parameters<typeof query>) => {
      if (String(asked[0]) !== 'commit') return query(...asked);
      client.query = query;
      return instead(client);
    };
    // The step calls `query` with a text and values only.
    client.query = guarded as typeof client.query;
    const release = client.release.bind(client);
    client.release = (broken) => {
      client.query = query;
      release(broken);
    };
    return client;
  };
  // A pool as far as a step uses it.
  return new Proxy(database, { get: (target, name) => (name === 'connect' ? connect : Reflect.get(target, name)) });
}
