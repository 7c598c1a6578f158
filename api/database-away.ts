/** Node's errors of a server that is not there, and the driver's own messages for a connection that broke. */
const NETWORK = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH'];
const BROKEN =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/;

/** SQLSTATE: connection exceptions, a server going down or coming up, no connection left, a lock or statement timeout. */
const STATES = ['57P01', '57P02', '57P03', '53300', '55P03', '57014', '25P03'];

/** Nothing is wrong with the request: the same one will succeed when the database is back. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return NETWORK.includes(code) || STATES.includes(code) || code.startsWith('08') || BROKEN.test(error.message);
}
