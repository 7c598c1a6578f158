import type { FastifyInstance } from 'fastify';
import { hasHistoricForm } from '../domain/historic-org.ts';
import type { Queryable } from '../store/database.ts';
import { historicOf } from '../store/historic/organisations.ts';
import type { ApiDependencies } from './dependencies.ts';
import { READS } from './in-recovery.ts';
import { Problem } from './problem.ts';

/** Whoever belongs to the record of a past year reads. Where it is only being played, in a database of its own, they act. */
export function refuseWritesIntoThePast(app: FastifyInstance, { database }: ApiDependencies): void {
  app.addHook('onRequest', async ({ method, routeOptions, identity }) => {
    if (READS.includes(method) || routeOptions.url === undefined || identity === null) return;
    await refuseThePast(database, identity.org);
  });
}

/** By the form of the id first, so that no other office pays for the question. */
export async function refuseThePast(db: Queryable, org: string): Promise<void> {
  if (!hasHistoricForm(org)) return;
  if ((await historicOf(db, org)) !== null)
    throw new Problem('RECORD_OF_A_PAST_YEAR', { facts: { organisation: org } });
}
