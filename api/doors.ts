import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiDependencies } from './dependencies.ts';
import { type Identity, identify, TOKEN_ROLES, type TokenRole } from './identity.ts';
import { standingIn } from './office/acting-for.ts';
import { Problem } from './problem.ts';

/**
 * Who may come in by which door. A route without one does not register, so none can be forgotten. What a person may do
 * behind the door is the domain's business; what they see there is their sight's (store/reads/sight.ts).
 */
export type Door = 'everyone' | readonly TokenRole[];

declare module 'fastify' {
  interface FastifyContextConfig {
    door?: Door;
    desk?: boolean;
  }
  interface FastifyRequest {
    identity: Identity | null;
  }
}

/** Everybody but the administrator, who never touches business data. */
export const BUSINESS: readonly TokenRole[] = TOKEN_ROLES.filter((role) => role !== 'administrator');

/** Whoever acts in the business; the auditor reads only. */
export const ACTING: readonly TokenRole[] = BUSINESS.filter((role) => role !== 'auditor');

/** The council's own people, who see the whole organisation. */
export const OFFICE: readonly TokenRole[] = [
  'standingOffice',
  'councilSecretary',
  'councilChair',
  'authorityHead',
  'auditor',
];

export const ANY_ROLE: readonly TokenRole[] = TOKEN_ROLES;

export const OPERATIONS: readonly TokenRole[] = ['standingOffice', 'auditor', 'administrator'];

export function door(to: Door): { config: FastifyContextConfig } {
  return { config: { door: to } };
}

/** To what no stream decides: nobody after the door judges the days of whoever acts for another. */
export function deskDoor(to: Door): { config: FastifyContextConfig } {
  return { config: { door: to, desk: true } };
}

export function guardDoors(app: FastifyInstance, dependencies: ApiDependencies): void {
  app.decorateRequest('identity', null);
  app.addHook('onRoute', ({ url, config }) => {
    const guarded = url.startsWith('/v1/');
    if (guarded && config?.door === undefined) throw new Error(`The route ${url} has no door`);
  });
  app.addHook('onRequest', async (request) => {
    const open = request.routeOptions.config.door;
    if (open === undefined || open === 'everyone') return;
    request.identity = await standingIn(dependencies, request, await identify(request, dependencies));
    if (!open.includes(request.identity.role)) {
      throw new Problem('FORBIDDEN', { facts: { role: request.identity.role, allowed: open } });
    }
  });
}

/** The person of a request that came in by a guarded door. */
export function personOf(request: Pick<FastifyRequest, 'identity'>): Identity {
  if (request.identity === null) throw new Error('A route without a guarded door asks who is there');
  return request.identity;
}
