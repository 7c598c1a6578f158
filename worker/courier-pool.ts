import pg from 'pg';
import { isDatabaseAway } from '../store/database-away.ts';

/** To the library a conflict that passes: it asks again, at first after 50 ms and then ever later up to 5 s, a hundred times. */
const PASSES = '40001';

/**
 * Connections for the library, which asks again only at errors whose codes it knows (0.18), and knows of no connection that
 * was lost or refused: the completion of a job, which it awaits nowhere, would then end the process.
 */
export function openCourierPool(connectionString: string, max: number, complain: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ connectionString, max });
  pool.on('error', complain);
  Object.assign(pool, { connect: patient(pool.connect.bind(pool)) });
  pool.on('connect', (client) => {
    client.on('error', complain);
    Object.assign(client, { query: patient(client.query.bind(client)) });
  });
  return pool;
}

/** In whatever form the driver is called: what gives a promise gives the same one, and only its error is told otherwise. */
function patient<Args extends unknown[]>(ask: (...args: Args) => unknown): (...args: Args) => unknown {
  return (...args) => {
    const answer = ask(...args);
    return answer instanceof Promise ? answer.catch(tellThatItPasses) : answer;
  };
}

function tellThatItPasses(error: unknown): never {
  throw error instanceof Error && isDatabaseAway(error) ? Object.assign(error, { code: PASSES }) : error;
}
