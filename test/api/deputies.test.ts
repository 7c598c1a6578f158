import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startOfDay } from '../../domain/calendar/local-date.ts';
import { newId } from '../builders/play.ts';
import { act, publish, REGISTRATION, submitted } from './hoang-mai.ts';
import { administrator, auditor, chair, clerk, head, office, otherClerk, secretary } from './people.ts';
import { expectProblem } from './problem.ts';
import { type Answer, type RunningApi, runApi } from './running-api.ts';

let api: RunningApi;

const FIRST = startOfDay('2021-02-22');
const DAY = 86_400_000;
const DOCUMENT = { number: '12/QĐ-UBND', on: '2021-01-18', file: null };
const naming = {
  role: 'unitHead',
  principal: head.id,
  deputy: 'vice-head',
  fromOn: '2021-02-22',
  toOn: '2021-02-26',
  document: DOCUMENT,
};
const viceHead = { ...clerk, id: 'vice-head', name: 'Phó trưởng phòng' };

beforeAll(async () => {
  api = await runApi();
  await publish(api);
  api.clock.at = REGISTRATION;
  for (const { id, name, role, unit } of [head, viceHead, secretary, clerk, office])
    await api.as(administrator).post('/v1/people', { id, name, role, unit });
  expect((await names()).status).toBe(201);
});
beforeEach(() => {
  api.clock.at = FIRST;
});
afterAll(() => api.stop());

const names = (change: object = {}, by = head) =>
  api.as(by).post('/v1/office/commands', { kind: 'NameDeputy', body: { ...naming, ...change } });

async function asDeputy<T>(
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
  { by = viceHead, of = head.id, key = newId('deputy') } = {},
): Promise<Answer<T>> {
  const headers = { 'acting-for': of, ...(method === 'POST' ? { 'idempotency-key': key } : {}) };
  return api.as(by).send<T>({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
}

async function waiting(): Promise<string> {
  const before = api.clock.at;
  api.clock.at = REGISTRATION;
  const { id } = await submitted(api);
  api.clock.at = before;
  return id;
}

const confirms = (id: string, at = FIRST, more = {}) => {
  api.clock.at = at;
  return asDeputy<{ seq: number }>(
    'POST',
    `/v1/proposals/${id}/commands`,
    { kind: 'Confirm', body: {}, basis: { seq: 1 } },
    more,
  );
};

test('the deputy confirms for the head within the days, and the timeline says for whom', async () => {
  const id = await waiting();
  expect((await confirms(id)).status).toBe(200);
  type Timeline = { items: object[] };
  const { items } = (await api.as(office).get<Timeline>(`/v1/proposals/${id}/timeline`)).body;
  expect(items.at(-1)).toMatchObject({
    kind: 'Confirmed',
    actor: 'vice-head',
    actorName: 'Phó trưởng phòng',
    role: 'unitHead',
    actingFor: 'head',
    actingForName: 'Name of head',
  });
});

test('on the day before and the day after it is refused with the days, and written down as refused', async () => {
  const id = await waiting();
  for (const at of [FIRST - 1, FIRST + 5 * DAY])
    expectProblem(await confirms(id, at), { status: 403, code: 'DEPUTY_OUT_OF_DAYS' });
  expect((await confirms(id, FIRST + 5 * DAY - 1)).status).toBe(200);
  type Acts = { items: { stream: string; status: string }[] };
  const { items } = (await api.as(auditor).get<Acts>('/v1/acts-for-others')).body;
  const ofCase = items.filter(({ stream }) => stream === `proposal/${id}`);
  expect(ofCase.map(({ status }) => status)).toEqual(['refused', 'done', 'refused']);
});

test('the auditor sees every act for another: who, for whom, by which naming', async () => {
  const id = await waiting();
  await confirms(id);
  type Acts = { items: object[] };
  const { items } = (await api.as(auditor).get<Acts>('/v1/acts-for-others')).body;
  expect(items).toContainEqual(
    expect.objectContaining({
      stream: `proposal/${id}`,
      kind: 'Confirm',
      actor: 'vice-head',
      actorName: 'Phó trưởng phòng',
      role: 'unitHead',
      actingFor: 'head',
      actingForName: 'Name of head',
      status: 'done',
      deputyship: 1,
      refusal: null,
    }),
  );
  expectProblem(await api.as(clerk).get('/v1/acts-for-others'), { status: 403, code: 'FORBIDDEN' });
});

test('a repeat after the days is answered as the first was', async () => {
  const id = await waiting();
  const key = 'confirmed-in-time';
  const first = await confirms(id, FIRST, { key });
  const again = await confirms(id, FIRST + 9 * DAY, { key });
  expect([again.status, again.body]).toEqual([first.status, first.body]);
});

test('the same key in one’s own role is another request', async () => {
  const id = await waiting();
  const key = 'own-role-or-not';
  await confirms(id, FIRST, { key });
  const own = await api
    .as(viceHead)
    .post(`/v1/proposals/${id}/commands`, { kind: 'Confirm', body: {}, basis: { seq: 1 } }, key);
  expectProblem(own, { status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
});

test('whoever submitted does not confirm it for the head', async () => {
  api.clock.at = REGISTRATION;
  expect((await names({ deputy: clerk.id })).status).toBe(200);
  const id = await waiting();
  expectProblem(await confirms(id, FIRST, { by: clerk }), { status: 403, code: 'SAME_PERSON' });
});

test('what the head owes reaches the deputy in those days, and at no other time', async () => {
  const id = await waiting();
  type Owed = { items: { commands: string[]; proposals: { id: string }[] }[] };
  const { body } = await asDeputy<Owed>('GET', '/v1/owed');
  const mine = body.items.filter(({ proposals }) => proposals.some((each) => each.id === id));
  expect(mine.map(({ commands }) => commands[0])).toEqual(['Confirm']);
  for (const at of [FIRST - 1, FIRST + 5 * DAY]) {
    api.clock.at = at;
    expectProblem(await asDeputy('GET', '/v1/owed'), { status: 403, code: 'DEPUTY_OUT_OF_DAYS' });
  }
});

test('what is owed says in which roles one stands in, so that nobody need know it by heart', async () => {
  type Owed = { standsInFor: object[] };
  const standsIn = async (at: number) => {
    api.clock.at = at;
    return (await api.as(viceHead).get<Owed>('/v1/owed')).body.standsInFor;
  };
  expect(await standsIn(FIRST)).toEqual([
    { principal: 'head', role: 'unitHead', unit: head.unit, until: FIRST + 5 * DAY },
  ]);
  expect(await standsIn(FIRST - 1)).toEqual([]);
});

test('nobody comes in for a person who did not name them', async () => {
  expectProblem(await asDeputy('GET', '/v1/owed', undefined, { of: 'chair' }), { status: 403, code: 'FORBIDDEN' });
  expectProblem(await asDeputy('GET', '/v1/owed', undefined, { by: otherClerk }), { status: 403, code: 'FORBIDDEN' });
  expectProblem(await asDeputy('GET', '/v1/owed', undefined, { by: auditor }), { status: 403, code: 'FORBIDDEN' });
});

test('a draft and a plan are kept by no stream, so the days are judged at the door', async () => {
  expect((await names({ role: 'standingOffice', principal: office.id, deputy: secretary.id }, office)).status).toBe(
    200,
  );
  api.clock.at = FIRST - 1;
  const upload = await asDeputy('POST', '/v1/plans', { yaml: 'x' }, { by: secretary, of: office.id });
  expectProblem(upload, { status: 403, code: 'DEPUTY_OUT_OF_DAYS' });
});

test('the office shows who stands in for whom; naming is refused with a code where the table says no', async () => {
  type Office = { deputyships: object[] };
  const { deputyships } = (await api.as(clerk).get<Office>('/v1/office')).body;
  expect(deputyships[0]).toMatchObject({ ...naming, deputyship: 1, inForce: true, revoked: null });
  expectProblem(await names({}, chair), { status: 403, code: 'WRONG_ROLE' });
  expectProblem(await names({ deputy: 'nobody' }), { status: 409, code: 'DEPUTY_UNFIT' });
  const end = { kind: 'RevokeDeputy', body: { deputyship: 1, lastDayOn: '2021-02-23', document: DOCUMENT } };
  expect((await api.as(head).post('/v1/office/commands', end)).status).toBe(200);
  expectProblem(await confirms(await waiting(), FIRST + 2 * DAY), { status: 403, code: 'DEPUTY_OUT_OF_DAYS' });
  expect((await act(api.as(head), await waiting(), 'Confirm', {}, { seq: 1 })).status).toBe(200);
});

test('whoever was named by a head who is head no more neither looks nor acts for them, and is told so', async () => {
  const old = { ...head, id: 'old-head', name: 'Trưởng phòng cũ' };
  const engages = ({ id, name, role, unit }: typeof old) =>
    api.as(administrator).post('/v1/people', { id, name, role, unit });
  await engages(old);
  expect((await names({ principal: old.id }, old)).status).toBe(200);
  const looks = () => asDeputy('GET', '/v1/owed', undefined, { of: old.id });
  expect((await looks()).status).toBe(200);
  await engages({ ...old, unit: 'other-unit' });
  expectProblem(await looks(), { status: 403, code: 'DEPUTYSHIP_LAPSED' });
  const id = await waiting();
  expectProblem(await confirms(id, FIRST, { of: old.id }), { status: 403, code: 'DEPUTYSHIP_LAPSED' });
  type Owed = { standsInFor: { principal: string }[] };
  const { standsInFor } = (await api.as(viceHead).get<Owed>('/v1/owed')).body;
  expect(standsInFor.map(({ principal }) => principal)).not.toContain(old.id);
  type Office = { deputyships: { principal: string; inForce: boolean }[] };
  const { deputyships } = (await api.as(clerk).get<Office>('/v1/office')).body;
  expect(deputyships.find(({ principal }) => principal === old.id)).toMatchObject({ inForce: false });
});
