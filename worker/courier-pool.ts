import pg from 'pg';
import { isDatabaseAway } from '../store/database-away.ts';

/**
 * What the library asks again for, a hundred times: a conflict, at first after 50 ms and then ever later up to 5 s; a server
 * that cannot be connected to, from 3 s to 2 minutes, which bears an outage of three hours.
 */
const [CONFLICT, CANNOT_CONNECT] = ['40001', '57P03'];

/**
 * Connections for the library, which asks again only at errors whose codes it knows (0.18), and knows of no connection that
 * was lost or refused: the completion of a job, which it awaits nowhere, would then end the process.
 */
export function openCourierPool(connectionString: string, max: number, complain: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ connectionString, max });
  pool.on('error', complain);
  Object.assign(pool, { connect: patient(pool.connect.bind(pool), CANNOT_CONNECT) });
  pool.on('connect', (client) => {
    client.on('error', complain);
    Object.assign(client, { query: patient(client.query.bind(client), CONFLICT) });
  });
  return pool;
}

/** In whatever form the driver is called: what gives a promise gives the same one, and only its error is told otherwise. */
function patient<Args extends unknown[]>(ask: (...args: Args) => unknown, passes: string): typeof ask {
  return (...args) => {
    const answer = ask(...args);
    if (!(answer instanceof Promise)) return answer;
    return answer.catch((error: unknown) => {
      throw error instanceof Error && isDatabaseAway(error) ? Object.assign(error, { code: passes }) : error;
    });
  };
}
