import type { FastifyInstance } from 'fastify';
import { hasHistoricForm } from '../domain/historic-org.ts';
import type { Queryable } from '../store/database.ts';
import { organisationOf } from '../store/desk/organisations.ts';
import { historicOf } from '../store/historic/organisations.ts';
import type { ApiDependencies } from './dependencies.ts';
import { READS } from './in-recovery.ts';
import { Problem } from './problem.ts';

/** Whoever belongs to the record of a past year reads. Where it is only being played, in a database of its own, they act. */
export function refuseWritesIntoThePast(app: FastifyInstance, { database }: ApiDependencies): void {
  app.addHook('onRequest', async ({ method, routeOptions, identity }) => {
    if (READS.includes(method) || routeOptions.url === undefined || identity === null) return;
    await refuseThePast(database, identity.org);
    if (routeOptions.url !== LAID_DOWN_BY) await refuseNotYetThere(database, identity.org);
  });
}

/** Where a past year is played, its organisations are laid down first. */
const LAID_DOWN_BY = '/v1/organisations';

/** Its tokens are printed before its record is taken over: what is written meanwhile would stand in that record. */
async function refuseNotYetThere(db: Queryable, org: string): Promise<void> {
  if (hasHistoricForm(org) && (await organisationOf(db, org)) === null) throw recordOf(org);
}

const recordOf = (org: string) => new Problem('RECORD_OF_A_PAST_YEAR', { facts: { organisation: org } });

/** By the form of the id first, so that no other office pays for the question. */
export async function refuseThePast(db: Queryable, org: string): Promise<void> {
  if (!hasHistoricForm(org)) return;
  if ((await historicOf(db, org)) !== null) throw recordOf(org);
}
