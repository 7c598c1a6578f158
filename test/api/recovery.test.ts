import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepReport } from '../../store/reconciliation/reports.ts';
import { enterRecovery } from '../../store/recovery/recovery-mode.ts';
import { opensAgain } from '../builders/as-owner.ts';
import { act, draft, draftBody, publish, REGISTRATION, submitted } from './hoang-mai.ts';
import { clerk, head, office } from './people.ts';
import { expectProblem } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
  await publish(api);
  api.clock.at = REGISTRATION;
});
afterAll(() => api.stop());

const closed = { status: 503, code: 'RECOVERY_NEEDED' };

test('while the record waits to be recovered everything is read, nothing is written, and each no says who must do what', async () => {
  const { id } = await submitted(api);
  const { id: left } = await draft(api);
  await enterRecovery(api.testDatabase.database, 'GAP: a test');
  const writes = [
    await act(api.as(head), id, 'Confirm', {}, { seq: 1 }, 'confirm-in-recovery'),
    await api.as(clerk).post('/v1/proposals', draftBody()),
    await api.as(clerk).send({ method: 'PATCH', url: `/v1/proposals/${left}/draft`, payload: { content: {} } }),
  ];
  for (const answer of writes) expect(expectProblem(answer, closed).detail).toContain('npm run recover');
  for (const url of ['/v1/proposals', `/v1/proposals/${id}`]) expect((await api.as(office).get(url)).status).toBe(200);
  expect((await api.as(office).get('/v1/reconciliations')).body).toMatchObject({ recovery: { why: 'GAP: a test' } });
  await opensAgain(api.testDatabase.url);
  expect((await act(api.as(head), id, 'Confirm', {}, { seq: 1 }, 'confirm-in-recovery')).status).toBe(200);
});

test('the nights’ reports are shown to whoever sees operations, newest first, each of their own organisation', async () => {
  const { database } = api.testDatabase;
  const found = [{ stream: 'proposal/x', what: 'the chain breaks at event 2' }];
  await keepReport(database, office.org, { streams: 3, events: 7, differences: 1, contested: 2, found });
  const shown = await api.as(office).get<{ items: unknown[] }>('/v1/reconciliations');
  expect(shown.body).toMatchObject({
    recovery: null,
    items: [{ streams: 3, events: 7, differences: 1, contested: 2, found }],
  });
  expectProblem(await api.as(clerk).get('/v1/reconciliations'), { status: 403, code: 'FORBIDDEN' });
  const elsewhere = { ...office, org: 'nobody-here' };
  expect((await api.as(elsewhere).get('/v1/reconciliations')).body).toMatchObject({ items: [] });
});
