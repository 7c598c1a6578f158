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
  // A pool's own query connects with a callback, and so asks the pool itself.
  const query = database.query.bind(database);
  return new Proxy(database, {
    get: (target, name) => (name === 'connect' ? connect : name === 'query' ? query : Reflect.get(target, name)),
  });
}
