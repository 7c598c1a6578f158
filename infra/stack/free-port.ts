import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that was free a moment ago: another process may still take it first, so callers try again. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no port on 127.0.0.1.');
  return address.port;
}
