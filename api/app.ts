import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { commandRoutes } from './commands/routes.ts';
import { decisionRoutes } from './decisions/routes.ts';
import type { ApiDependencies } from './dependencies.ts';
import { guardDoors } from './doors.ts';
import { healthRoutes } from './health.ts';
import { historicYearRoutes } from './historic-years/routes.ts';
import { refuseWritesInRecovery } from './in-recovery.ts';
import { refuseWritesIntoThePast } from './in-the-past.ts';
import { answerUnknownAddresses } from './methods.ts';
import { officeRoutes } from './office/routes.ts';
import { describeApi } from './open-api.ts';
import { operationRoutes } from './operations/routes.ts';
import { organisationRoutes } from './organisations/routes.ts';
import { owedRoutes } from './owed/routes.ts';
import { peopleRoutes } from './people/routes.ts';
import { planRoutes } from './plans/routes.ts';
import { Problem } from './problem.ts';
import { problemPages } from './problem-pages.ts';
import { noticeRoutes } from './proposals/notices.ts';
import { proposalRoutes } from './proposals/routes.ts';
import { timelineRoutes } from './proposals/timeline.ts';
import { BODY_LIMIT, readJsonOnly } from './read-json.ts';
import { receiptRoutes } from './receipts/routes.ts';
import { REDACTED } from './redacted.ts';
import { roundRoutes } from './rounds/routes.ts';
import { answerError } from './send-problem.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { submissionRoutes } from './submissions/routes.ts';
import { taskRoutes } from './tasks/routes.ts';
import { unitRoundRoutes } from './unit-rounds/routes.ts';
import { compileValidator } from './validation.ts';
import { yearRoutes } from './years/routes.ts';

const LONGEST_ADDRESS = 8_192;

/** The API over its dependencies; listening is another matter. */
export async function buildApi(dependencies: ApiDependencies): Promise<FastifyInstance> {
  const app = fastify({
    logger: { level: dependencies.logLevel, redact: [...REDACTED] },
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT,
    requestTimeout: 30_000,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(compileValidator);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.addHook('onRequest', async (request) => {
    if (request.url.length > LONGEST_ADDRESS) throw new Problem('URI_TOO_LONG');
  });
  readJsonOnly(app);
  answerUnknownAddresses(app);
  guardDoors(app, dependencies);
  refuseWritesInRecovery(app, dependencies);
  refuseWritesIntoThePast(app, dependencies);
  await describeApi(app);
  for (const routes of NOUNS) routes(app, dependencies);
  return app;
}

const NOUNS = [
  organisationRoutes,
  peopleRoutes,
  planRoutes,
  yearRoutes,
  historicYearRoutes,
  roundRoutes,
  proposalRoutes,
  timelineRoutes,
  noticeRoutes,
  unitRoundRoutes,
  sessionRoutes,
  decisionRoutes,
  submissionRoutes,
  receiptRoutes,
  owedRoutes,
  officeRoutes,
  taskRoutes,
  commandRoutes,
  operationRoutes,
  healthRoutes,
  problemPages,
];
