import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, draft, PLAN, publish, REGISTRATION, submitted } from './hoang-mai.ts';
import { clerk, head, office, otherClerk } from './people.ts';
import { expectProblem } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
  await publish(api);
  api.clock.at = REGISTRATION;
});
afterAll(() => api.stop());

const place = `/v1/unit-rounds/${PLAN}/annual-2021`;
const targets = [
  { title: 'LDTT', number: 41 },
  { title: 'GK', percent: 25, of: 'LDTT' },
];
const registers = (body: object) => api.as(clerk).post(`${place}/commands`, { kind: 'RegisterTargets', body });

type Part = { phase: string; targets: object[] };
type OwedPage = { items: { commands: string[]; plan: string; round: string; act: number }[] };

test('a unit registers targets, its head owes the answer, and proposals named later count against them', async () => {
  expect((await registers({ targets })).status).toBe(201);
  expect((await api.as(clerk).get<Part>(place)).body).toMatchObject({ phase: 'targetsProposed', targets: [] });
  const { items } = (await api.as(head).get<OwedPage>('/v1/owed')).body;
  const [owed] = items.filter(({ commands }) => commands[0] === 'ConfirmTargets');
  expect(owed).toMatchObject({ plan: PLAN, round: 'annual-2021', act: 1 });
  const confirm = { kind: 'ConfirmTargets', body: { act: owed?.act } };
  expect((await api.as(head).post(`${place}/commands`, confirm)).status).toBe(200);
  for (const title of ['LDTT', 'LDTT', 'GK']) {
    const { id } = await draft(api, { title, subject: { new: { kind: 'person', name: `Người ${title}` } } });
    await act(api.as(clerk), id, 'Submit', { draft: id, rowVersion: 1 });
  }
  expect((await api.as(clerk).get<Part>(place)).body).toMatchObject({
    phase: 'open',
    targets: [
      { title: 'LDTT', number: 41, named: 2, nominated: 0, granted: 0, base: null },
      { title: 'GK', percent: 25, of: 'LDTT', named: 1, base: 2 },
    ],
  });
});

test('another unit has no targets, and its cases count against nobody’s', async () => {
  expect((await api.as(otherClerk).get<Part>(place)).body).toMatchObject({ phase: 'none', targets: [] });
  const unit = 'van-phong';
  expect((await api.as(office).get<Part>(`${place}?unit=${unit}`)).body.targets).toHaveLength(2);
});

test('a target is a number or a share, of titles of the round', async () => {
  const { id } = await submitted(api);
  expect(id).not.toBe('');
  for (const wrong of [{ title: 'LDTT' }, { title: 'LDTT', percent: 101, of: 'GK' }, { title: 'LDTT', number: 0.5 }])
    expectProblem(await registers({ targets: [wrong] }), { status: 422, code: 'VALIDATION_FAILED' });
  expectProblem(await registers({ targets: [{ title: 'KHONG', number: 1 }] }), {
    status: 409,
    code: 'TITLE_NOT_IN_ROUND',
  });
});
