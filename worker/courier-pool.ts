import pg from 'pg';

/** To the library a conflict that passes: it asks again, at first after 50 ms and then ever later up to 5 s, a hundred times. */
const PASSES = '40001';

/**
 * Connections for the library, which asks again only at errors whose codes it knows (0.18), and knows of no connection that
 * was lost: the completion of a job, which it awaits nowhere, would then end the process.
 */
export function openCourierPool(connectionString: string, max: number, complain: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ connectionString, max });
  pool.on('error', complain);
  pool.on('connect', (client) => {
    client.on('error', complain);
    const ask = client.query.bind(client);
    // In whatever form the driver is called: what gives a promise gives the same one, and only its error is told otherwise.
    const patient = (...args: Parameters<typeof ask>) => {
      const answer: unknown = ask(...args);
      return answer instanceof Promise ? answer.catch(tellThatItPasses) : answer;
    };
    Object.assign(client, { query: patient });
  });
  return pool;
}

function tellThatItPasses(error: unknown): never {
  throw isLost(error) ? Object.assign(error, { code: PASSES }) : error;
}

/** SQLSTATE classes 08 (connection), 57 (the server goes or comes) and 53 (nothing left on it); else a broken socket. */
function isLost(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    /^(08|57|53)...$/.test(code) || /^E[A-Z]+$/.test(code) || /connection terminated|not queryable/i.test(error.message)
  );
}
