import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../domain/refusal.ts';
import { isDatabaseAway } from '../store/database-away.ts';
import { InRecovery } from '../store/recovery/recovery-mode.ts';
import { LedgerGap } from '../store/step/opened-stream.ts';
import { Problem } from './problem.ts';
import type { ProblemDocument } from './problem-schema.ts';
import { type FaultCode, PROBLEMS, type ProblemCode, problemType } from './problems.ts';
import { fieldErrors, RequestInvalid } from './validation.ts';

type Members = Partial<Pick<ProblemDocument, 'detail' | 'rule' | 'facts' | 'command' | 'errors'>>;

/** Instead of a response schema's serialiser: a problem has the same shape on every route. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, code: ProblemCode, members: Members = {}) {
  const { status, title, whatToDo } = PROBLEMS[code];
  const document: ProblemDocument = {
    type: problemType(code),
    title,
    status,
    detail: whatToDo,
    instance: request.url.split('?')[0] ?? request.url,
    requestId: request.id,
    code,
    ...members,
  };
  if (status === 503) reply.header('retry-after', '5');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(status).type('application/problem+json').serializer(JSON.stringify).send(document);
}

export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  command: string,
  { code, rule, facts }: Refusal,
) {
  return sendProblem(request, reply, code, { rule, facts, command });
}

/** Errors of Fastify itself, by its own codes. */
const FASTIFY_FAULTS: Readonly<Record<string, FaultCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_NOT_SUPPORTED',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'UNREADABLE_BODY',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'UNREADABLE_BODY',
  FST_ERR_CTP_INVALID_JSON_BODY: 'UNREADABLE_BODY',
};

/** Every error becomes a problem document here, and only here; what is not known is a defect and is logged whole. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof Problem) {
    const { headers = {}, errors, facts, detail } = error.details;
    const members: Members = {};
    if (errors !== undefined) members.errors = [...errors];
    if (facts !== undefined) members.facts = { ...facts };
    if (detail !== undefined) members.detail = detail;
    return sendProblem(request, reply.headers(headers), error.code, members);
  }
  if (error instanceof RequestInvalid) {
    return sendProblem(request, reply, 'VALIDATION_FAILED', { errors: fieldErrors(error) });
  }
  const fault = FASTIFY_FAULTS[error.code];
  if (fault !== undefined) return sendProblem(request, reply, fault);
  if (isDatabaseAway(error)) return sendProblem(request, reply, 'DATABASE_AWAY');
  if (error instanceof LedgerGap || error instanceof InRecovery) return sendProblem(request, reply, 'RECOVERY_NEEDED');
  request.log.error({ err: error }, 'defect');
  return sendProblem(request, reply, 'DEFECT');
}
