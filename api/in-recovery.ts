import type { FastifyInstance } from 'fastify';
import { recoveryNow } from '../store/recovery/recovery-mode.ts';
import type { ApiDependencies } from './dependencies.ts';
import { Problem } from './problem.ts';

export const READS = ['GET', 'HEAD', 'OPTIONS'];

/** Reads go on. What changes anything, the desk's own rows too, waits until the record is whole again. */
export function refuseWritesInRecovery(app: FastifyInstance, { database }: ApiDependencies): void {
  app.addHook('onRequest', async ({ method, routeOptions }) => {
    if (READS.includes(method) || routeOptions.url === undefined) return;
    const recovery = await recoveryNow(database);
    if (recovery !== null) throw new Problem('RECOVERY_NEEDED', { facts: { since: recovery.since } });
  });
}
