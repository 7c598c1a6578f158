import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.ts';

/** Tells an address that does not exist from one that does not take the method. */
export function answerUnknownAddresses(app: FastifyInstance): void {
  const known: { method: string; pattern: RegExp }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) known.push({ method: each, pattern: patternOf(url) });
  });
  app.setNotFoundHandler((request) => {
    const path = request.url.split('?')[0] ?? '';
    const allowed = known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    if (allowed.length === 0) throw new Problem('NOT_FOUND');
    throw new Problem('METHOD_NOT_ALLOWED', { headers: { allow: [...new Set(allowed)].join(', ') } });
  });
}

/** `:id` of a route stands for one segment. */
function patternOf(url: string): RegExp {
  const segments = url.split('/').map((segment) => {
    if (segment.startsWith(':')) return '[^/]+';
    return segment === '*' ? '.*' : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${segments.join('/')}$`);
}
