import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

const KEY = /^[\x21-\x7e]{8,200}$/;

/** Required on every unsafe call, so that whoever got no answer may simply ask again. */
export function idempotencyKey(request: FastifyRequest): string {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !KEY.test(key)) throw new Problem('IDEMPOTENCY_KEY_MISSING');
  return key;
}
