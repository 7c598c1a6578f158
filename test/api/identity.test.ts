import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Identity, signDevelopmentToken } from '../../api/identity.ts';
import { act, draft, publish, REGISTRATION, submitted } from './hoang-mai.ts';
import { administrator, auditor, clerk, head, ORG, office, otherClerk } from './people.ts';
import { expectProblem } from './problem.ts';
import { type Answer, type RunningApi, runApi, tokenKey } from './running-api.ts';

let api: RunningApi;
let guarded: RunningApi;
beforeAll(async () => {
  [api, guarded] = [await runApi(), await runApi({ embedded: false })];
  await publish(api);
  api.clock.at = REGISTRATION;
});
afterAll(async () => {
  await api.stop();
  await guarded.stop();
});

async function bring(authorization: string | undefined, to = api): Promise<Answer<unknown>> {
  const response = await to.app.inject({
    url: '/v1/proposals',
    headers: authorization === undefined ? {} : { authorization },
  });
  return { status: response.statusCode, body: response.json(), headers: response.headers };
}

const unauthenticated = { status: 401, code: 'UNAUTHENTICATED' };

test('without a valid token nobody comes in', async () => {
  const otherKey = await signDevelopmentToken(new TextEncoder().encode('another key that is thirty-two bytes'), clerk);
  const expired = await signDevelopmentToken(tokenKey, clerk, '-1s');
  const [header = '', payload = ''] = (await signDevelopmentToken(tokenKey, clerk)).split('.');
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  for (const token of [
    undefined,
    'Bearer nonsense',
    `Basic ${otherKey}`,
    `Bearer ${otherKey}`,
    `Bearer ${expired}`,
    `Bearer ${unsigned}`,
    `Bearer ${header}.${payload}.x`,
  ]) {
    const answer = await bring(token);
    expectProblem(answer, unauthenticated);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  }
});

test('a token must name a unit exactly where its role speaks for one', async () => {
  const odd: Identity[] = [
    { ...clerk, unit: null },
    { ...office, unit: 'van-phong' },
  ];
  for (const person of odd) expectProblem(await api.as(person).get('/v1/proposals'), unauthenticated);
});

test('a person’s id stands in the ledger for ever, so it is no mail address', async () => {
  const adds = (id: string) =>
    api.as(administrator).post('/v1/people', { id, name: 'Lê Thị Đọc', email: 'doc@example.vn', role: 'auditor' });
  const problem = expectProblem(await adds('le.thi.doc@example.vn'), { status: 422, code: 'VALIDATION_FAILED' });
  expect(problem.errors).toMatchObject([
    { pointer: '/id', message: expect.stringMatching(/^Choose an id that is no mail address/) },
  ]);
  expect((await adds('le.thi_doc-1')).status).toBe(200);
  const named = (id: string) => api.as({ ...auditor, id }).get('/v1/proposals');
  expectProblem(await named('le.thi.doc@example.vn'), unauthenticated);
  expect((await named('le.thi_doc-1')).status).toBe(200);
});

test('timers, the outbox and the level above are no roles of a token', async () => {
  for (const role of ['timer', 'outbox', 'parentOffice', 'root']) {
    const claims = { name: 'x', role, org: ORG, unit: null };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('vinh-danh-development')
      .setSubject('x')
      .sign(tokenKey);
    expectProblem(await bring(`Bearer ${token}`), unauthenticated);
  }
});

test('on a server of its own a development token is refused, and told why', async () => {
  const token = await signDevelopmentToken(tokenKey, clerk);
  const problem = expectProblem(await bring(`Bearer ${token}`, guarded), {
    status: 401,
    code: 'DEVELOPMENT_TOKENS_REFUSED',
  });
  expect(problem.detail).toContain('never accepted');
});

test('a person of another organisation finds nothing of this one', async () => {
  const { id } = await submitted(api);
  const stranger: Identity = { ...office, org: 'ba-vi' };
  expect((await api.as(stranger).get<{ items: unknown[] }>('/v1/proposals')).body.items).toEqual([]);
  for (const url of [`/v1/proposals/${id}`, `/v1/proposals/${id}/timeline`]) {
    expectProblem(await api.as(stranger).get(url), { status: 404, code: 'NOT_FOUND' });
  }
  expectProblem(await act(api.as(stranger), id, 'Accept', {}, { seq: 1 }), { status: 404, code: 'NOT_FOUND' });
});

test('a unit sees its own cases and drafts and no other’s; a cluster’s head those of the cluster', async () => {
  const [own, submittedOwn] = [await draft(api), await submitted(api)];
  const seen = async (person: Identity) =>
    (await api.as(person).get<{ items: { id: string }[] }>('/v1/proposals?limit=200')).body.items.map(({ id }) => id);
  for (const person of [clerk, head, office, auditor])
    expect(await seen(person)).toEqual(expect.arrayContaining([own.id, submittedOwn.id]));
  const otherUnit = await seen(otherClerk);
  expect(otherUnit).not.toContain(own.id);
  expectProblem(await api.as(otherClerk).get(`/v1/proposals/${own.id}`), { status: 404, code: 'NOT_FOUND' });
  const cluster = (unit: string): Identity => ({ ...head, id: 'cluster-head', role: 'clusterHead', unit });
  expect(await seen(cluster('cum-1'))).toEqual(expect.arrayContaining([own.id, submittedOwn.id]));
  expect(await seen(cluster('cum-3'))).toEqual([]);
});

test('whom a unit has proposed is told to the unit, to the head of its cluster, and to the office', async () => {
  const name = 'Lý Thị Kín Đáo';
  await draft(api, { subject: { new: { kind: 'person', name } } });
  const named = async (person: Identity) =>
    (await api.as(person).get<{ items: { name: string }[] }>(`/v1/subjects?q=${encodeURIComponent(name)}`)).body.items;
  const cluster = (unit: string): Identity => ({ ...head, id: 'cluster-head', role: 'clusterHead', unit });
  for (const person of [clerk, office, cluster('cum-1')]) expect(await named(person)).toMatchObject([{ name }]);
  for (const person of [otherClerk, cluster('cum-3'), cluster('no-such-cluster')])
    expect(await named(person)).toEqual([]);
});

test('whoever acts on the case of another unit learns nothing of it, not even that it is there', async () => {
  const { id } = await submitted(api);
  const otherHead: Identity = { ...head, id: 'other-head', unit: 'noi-vu' };
  const orders = [
    { kind: 'Resubmit', body: { rowVersion: 1 }, basis: { seq: 1 } },
    { kind: 'Confirm', body: {}, basis: { seq: 1 } },
    { kind: 'Confirm', body: {} },
  ];
  const unknown = '00000000-0000-8000-8000-000000000000';
  for (const person of [otherClerk, otherHead]) {
    for (const order of orders) {
      const answers = [id, unknown].map((each) => api.as(person).post(`/v1/proposals/${each}/commands`, order));
      const [foreign, missing] = (await Promise.all(answers)).map((each) =>
        expectProblem(each, { status: 404, code: 'NOT_FOUND' }),
      );
      const alike = { requestId: '', instance: '' };
      expect({ ...foreign, ...alike }).toEqual({ ...missing, ...alike });
    }
    const items = [{ proposal: id, ...orders[0] }];
    const listed = expectProblem(await api.as(person).post('/v1/command-lists', { items }), {
      status: 404,
      code: 'NOT_FOUND',
    });
    expect(listed.facts).toBeUndefined();
  }
  expect((await act(api.as(head), id, 'Confirm', {}, { seq: 1 })).status).toBe(200);
});

test('a cluster’s head acts on the cases of the cluster, and of another cluster’s knows none', async () => {
  const { id } = await submitted(api);
  const cluster = (unit: string): Identity => ({ ...head, id: 'cluster-head', role: 'clusterHead', unit });
  const scores = { stage: 'scoring', as: 'verified', score: 90 };
  const scored = (unit: string) => act(api.as(cluster(unit)), id, 'EnterScore', scores, { seq: 1 });
  // The case is one to act upon, though nothing is scored yet.
  expectProblem(await scored('cum-1'), { status: 409, code: 'STAGE_NOT_OPEN' });
  expectProblem(await scored('cum-3'), { status: 404, code: 'NOT_FOUND' });
  const items = [{ proposal: id, kind: 'EnterScore', body: scores, basis: { seq: 1 } }];
  expectProblem(await api.as(cluster('cum-3')).post('/v1/command-lists', { items }), {
    status: 404,
    code: 'NOT_FOUND',
  });
  const written = await api.testDatabase.database.query(
    `select unit from command where stream = $1 and kind = 'EnterScore'`,
    [`proposal/${id}`],
  );
  expect(written.rows).toEqual([{ unit: 'cum-1' }]);
});

test('the auditor writes nothing, and the administrator touches no case', async () => {
  const { id } = await submitted(api);
  const forbidden = { status: 403, code: 'FORBIDDEN' };
  expectProblem(await act(api.as(auditor), id, 'Accept', {}, { seq: 1 }), forbidden);
  for (const url of ['/v1/proposals', `/v1/proposals/${id}`, '/v1/owed', '/v1/sessions']) {
    expectProblem(await api.as(administrator).get(url), forbidden);
  }
  expectProblem(await api.as(office).post('/v1/organisations', { id: 'x1', name: 'X', level: 'commune' }), forbidden);
});

test('who knocks is asked before what they bring is looked at', async () => {
  const response = await api.app.inject({
    method: 'POST',
    url: '/v1/proposals',
    payload: '{',
    headers: { 'content-type': 'application/json' },
  });
  expect(response.statusCode).toBe(401);
});
