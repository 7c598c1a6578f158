import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApi } from '../../api/app.ts';
import type { WorkflowGate } from '../../api/dependencies.ts';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { openDatabase } from '../../store/database.ts';
import { act, draft, publish, REGISTRATION } from './hoang-mai.ts';
import { clerk, otherClerk, secretary } from './people.ts';
import { expectProblem } from './problem.ts';
import { callerOf, type RunningApi, runApi, tokenKey } from './running-api.ts';

/** A Temporal that is away, or silent, until it is let go. */
const temporal = { away: false, silent: false };
let api: RunningApi;
beforeAll(async () => {
  api = await runApi(
    { answerWithinMs: 2_000 },
    (gate) =>
      ({
        reachable: () => (temporal.away ? Promise.reject(new Error('UNAVAILABLE')) : gate.reachable()),
        deliver(address) {
          if (temporal.away) return Promise.reject(new Error('UNAVAILABLE'));
          return temporal.silent ? new Promise(() => undefined) : gate.deliver(address);
        },
      }) satisfies WorkflowGate,
  );
  await publish(api);
  api.clock.at = REGISTRATION;
});
afterAll(() => api.stop());

type Shown = { status: string; kind: string; seq: number | null; refusal: unknown };

test.each(['away', 'silent'] as const)(
  'with Temporal %s a command is written down, and says where to look',
  async (how) => {
    const { id } = await draft(api);
    temporal[how] = true;
    const submit = () =>
      act(api.as(clerk), id, 'Submit', { draft: id, rowVersion: 1 }, null, `while-temporal-is-${how}`);
    const answer = await submit();
    expect(answer).toMatchObject({ status: 202, body: { stream: `proposal/${id}`, status: 'waiting' } });
    const location = String(answer.headers.location);
    expect((await api.as(clerk).get<Shown>(location)).body).toMatchObject({ status: 'waiting', kind: 'Submit' });
    expectProblem(await api.as(otherClerk).get(location), { status: 404, code: 'NOT_FOUND' });
    temporal[how] = false;
    expect((await submit()).status).toBe(201);
    expect((await api.as(clerk).get<Shown>(location)).body).toMatchObject({ status: 'done', seq: 1, refusal: null });
  },
);

test('readiness tells what is away', async () => {
  expect((await api.app.inject('/readyz')).json()).toEqual({ status: 'ready', database: 'ok', temporal: 'ok' });
  temporal.away = true;
  const answer = await api.app.inject('/readyz');
  temporal.away = false;
  expect([answer.statusCode, answer.json()]).toEqual([503, { status: 'notReady', database: 'ok', temporal: 'away' }]);
});

test('with the database away every call says so, and that repeating is safe', async () => {
  const database = openDatabase('postgres://nobody@127.0.0.1:1/nothing', 1);
  const step = { database, clock: { instant: () => REGISTRATION }, calendar: workingCalendar([]) };
  const gate: WorkflowGate = {
    reachable: () => Promise.resolve(),
    deliver: () => Promise.reject(new Error('not called')),
  };
  const app = await buildApi({ ...step, workflows: gate, tokenKey, embedded: true, logLevel: 'silent' });
  const away = { status: 503, code: 'DATABASE_AWAY' };
  const caller = callerOf(app, secretary);
  for (const answer of [
    await caller.get('/v1/proposals'),
    await caller.post('/v1/sessions', {
      meeting: 'meeting',
      heldOn: '2021-12-20',
      proposals: ['00000000-0000-8000-8000-000000000000'],
    }),
  ]) {
    expect(expectProblem(answer, away).detail).toContain('repeating with the same idempotency key is safe');
    expect(answer.headers['retry-after']).toBe('5');
  }
  expect((await app.inject('/livez')).statusCode).toBe(200);
  expect((await app.inject('/readyz')).json()).toMatchObject({ status: 'notReady', database: 'away' });
  await app.close();
  await database.end();
});
