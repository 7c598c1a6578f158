import type { FastifyRequest } from 'fastify';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { PersonRole } from '../domain/roles.ts';
import type { Actor } from '../domain/stream.ts';
import { personId } from './fields.ts';
import { Problem } from './problem.ts';

/** The level above is the standing office of its own organisation, so `parentOffice` is no role of a token. */
export type TokenRole = Exclude<PersonRole, 'parentOffice'>;

export const TOKEN_ROLES = [
  'unitClerk',
  'unitHead',
  'clusterHead',
  'initiativeCouncil',
  'standingOffice',
  'councilSecretary',
  'councilChair',
  'authorityHead',
  'auditor',
  'administrator',
] as const satisfies readonly TokenRole[];

/** Roles that speak for one unit, or in the case of a cluster's head for one cluster. */
export const UNIT_ROLES: readonly TokenRole[] = ['unitClerk', 'unitHead', 'clusterHead'];

/** `actingFor`: the person for whom this one is here, in whose role; absent for whoever is here for themselves. */
export type Identity = {
  id: string;
  name: string;
  role: TokenRole;
  org: string;
  unit: string | null;
  actingFor?: string;
};

const ISSUER = 'vinh-danh-development';

const claims = z
  .object({
    sub: personId,
    name: z.string().min(1).max(200),
    role: z.enum(TOKEN_ROLES),
    org: z.string().regex(/^[a-z0-9-]{2,63}$/),
    unit: z.string().min(1).max(63).nullable(),
  })
  .refine(({ role, unit }) => UNIT_ROLES.includes(role) === (unit !== null));

/** For the embedded stack and for rehearsals, which have no login of their own. */
export async function signDevelopmentToken(key: Uint8Array, identity: Identity, validFor = '30d'): Promise<string> {
  const { id, name, role, org, unit } = identity;
  return new SignJWT({ name, role, org, unit })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(ISSUER)
    .setSubject(id)
    .setIssuedAt()
    .setExpirationTime(validFor)
    .sign(key);
}

/** The one place where a request gets a person. */
export async function identify(
  request: FastifyRequest,
  { tokenKey, embedded }: { tokenKey: Uint8Array; embedded: boolean },
): Promise<Identity> {
  const token = /^Bearer ([\w.-]+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw new Problem('UNAUTHENTICATED');
  if (!embedded) throw new Problem('DEVELOPMENT_TOKENS_REFUSED');
  return verify(token, tokenKey);
}

async function verify(token: string, key: Uint8Array): Promise<Identity> {
  const verified = await jwtVerify(token, key, { issuer: ISSUER, algorithms: ['HS256'] }).catch(() => null);
  const read = claims.safeParse(verified?.payload);
  if (!read.success) throw new Problem('UNAUTHENTICATED');
  const { sub, ...rest } = read.data;
  return { id: sub, ...rest };
}

export function actorOf({
  id,
  role,
  org,
  unit,
  actingFor = null,
}: Omit<Identity, 'actingFor'> & { actingFor?: string | null }): Actor {
  return { id, role, org, unit, actingFor };
}
