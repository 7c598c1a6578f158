/** Node's errors of a server that is not there, and the driver's own messages for a connection that broke. */
const NETWORK = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
];
const BROKEN =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/;

/** SQLSTATE: a server going down or coming up, a session that was idle for too long, a lock or statement timeout. */
const STATES = ['57P01', '57P02', '57P03', '57P05', '55P03', '57014', '25P03'];

/** Classes of SQLSTATE: connection exceptions; no disk, memory or connection left. */
const CLASSES = ['08', '53'];

/** Nothing is wrong with the request: the same one will succeed when the database is back. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    NETWORK.includes(code) ||
    STATES.includes(code) ||
    CLASSES.some((each) => isOfClass(code, each)) ||
    BROKEN.test(error.message)
  );
}

function isOfClass(code: string, prefix: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && code.startsWith(prefix);
}
