import type { FastifyInstance, InjectOptions } from 'fastify';
import { buildApi } from '../../api/app.ts';
import type { ApiDependencies, WorkflowGate } from '../../api/dependencies.ts';
import { type Identity, signDevelopmentToken } from '../../api/identity.ts';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { perform } from '../../store/step/perform.ts';
import { freshDatabase, startCluster, type TestDatabase } from '../builders/database.ts';

export type Answer<T> = { status: number; body: T; headers: Record<string, unknown> };

export type RunningApi = {
  app: FastifyInstance;
  testDatabase: TestDatabase;
  /** Business time; a test moves it. */
  clock: { at: number };
  as(person: Identity): Caller;
  /** Does what the courier would: performs every command that waits in its row. */
  carry(): Promise<number>;
  stop(): Promise<void>;
};

export type Caller = {
  get<T>(url: string): Promise<Answer<T>>;
  post<T>(url: string, body: unknown, key?: string): Promise<Answer<T>>;
  send<T>(options: InjectOptions): Promise<Answer<T>>;
};

export const tokenKey = new TextEncoder().encode('a key for tests only, thirty-two bytes');

/** Noon of 4 January 2021, +07:00. */
export const START = Date.UTC(2021, 0, 4, 5);

export async function runApi(
  change: Partial<ApiDependencies> = {},
  around: (gate: WorkflowGate) => WorkflowGate = (gate) => gate,
): Promise<RunningApi> {
  const cluster = await startCluster();
  const testDatabase = await freshDatabase(cluster.url);
  const { database } = testDatabase;
  const clock = { at: START };
  const calendar = workingCalendar(holidayTables);
  const step = { database, clock: { instant: () => clock.at }, calendar };
  const workflows = around(performingGate(step));
  const app = await buildApi({ ...step, workflows, tokenKey, embedded: true, logLevel: 'silent', ...change });
  return {
    app,
    testDatabase,
    clock,
    as: (person) => callerOf(app, person),
    carry: () => carryAll(step),
    async stop() {
      await app.close();
      await testDatabase.close();
      await cluster.stop();
    },
  };
}

type Step = Parameters<typeof perform>[0];

/** In place of Temporal: the step itself, which is what a workflow would run. */
function performingGate(step: Step): WorkflowGate {
  return {
    reachable: () => Promise.resolve(),
    async deliver({ org, stream, command }) {
      const answer = await perform(step, { org, stream, known: { seq: 0, hash: null }, act: { command } });
      if (answer.status !== 'settled') throw new Error(`Not settled: ${answer.status}`);
      return answer.outcome;
    },
  };
}

async function carryAll(step: Step): Promise<number> {
  for (let carried = 0; ; ) {
    const waiting = await step.database.query<{ org: string; id: string; stream: string }>(
      'select org_id as org, id, stream from command where settled_at is null order by inserted_at',
    );
    if (waiting.rows.length === 0) return carried;
    for (const { org, id, stream } of waiting.rows) {
      await perform(step, { org, stream, known: { seq: 0, hash: null }, act: { command: id } });
      carried += 1;
    }
  }
}

let keys = 0;

export function callerOf(app: FastifyInstance, person: Identity): Caller {
  const send = async <T>(options: InjectOptions): Promise<Answer<T>> => {
    const token = await signDevelopmentToken(tokenKey, person);
    const response = await app.inject({
      ...options,
      headers: { authorization: `Bearer ${token}`, ...options.headers },
    });
    // Tests say what shape they expect and then look at it.
    return { status: response.statusCode, body: response.json<T>(), headers: response.headers };
  };
  return {
    send,
    get: (url) => send({ method: 'GET', url }),
    post: (url, body, key) => {
      keys += 1;
      return send({
        method: 'POST',
        url,
        payload: body as object,
        headers: { 'idempotency-key': key ?? `key-of-test-${keys}` },
      });
    },
  };
}
