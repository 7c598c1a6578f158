import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LONGEST_LIST } from './fields.ts';
import { Problem } from './problem.ts';
import { pointerOf } from './validation.ts';

export const BODY_LIMIT = 1_048_576;

/** Canonicalisers overflow at about 5,000 levels; no request of ours needs more than a few. */
const DEPTH_LIMIT = 32;

/** JSON and nothing else, in UTF-8 that is not broken. */
export function readJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    async (request: FastifyRequest, raw: Buffer) => {
      const encoding = request.headers['content-encoding'];
      if (encoding !== undefined && encoding !== 'identity') throw new Problem('MEDIA_TYPE_NOT_SUPPORTED');
      return parse(raw);
    },
  );
}

function parse(raw: Buffer): unknown {
  const value = attempt(() => {
    const read: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
    return read;
  });
  refuseShape(value, []);
  return value;
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    throw new Problem('UNREADABLE_BODY');
  }
}

function refuseShape(value: unknown, path: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (path.length >= DEPTH_LIMIT) throw new Problem('UNREADABLE_BODY', { facts: { deepest: DEPTH_LIMIT } });
  if (Array.isArray(value) && value.length > LONGEST_LIST) throw tooLong(path);
  // A member of this name would change the prototype of an object that it is copied into.
  if (Object.hasOwn(value, '__proto__')) throw new Problem('UNREADABLE_BODY');
  for (const [name, member] of Object.entries(value)) refuseShape(member, [...path, name]);
}

function tooLong(path: readonly string[]): Problem {
  const message = 'A list takes at most 4,000 entries. Send the rest in a second list.';
  return new Problem('UNREADABLE_BODY', {
    facts: { longestList: LONGEST_LIST },
    errors: [{ pointer: pointerOf(path), code: 'TOO_LARGE', message }],
  });
}
