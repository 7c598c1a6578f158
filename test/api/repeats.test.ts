import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeDown } from '../../api/commands/write-down.ts';
import { Problem } from '../../api/problem.ts';
import { inTransaction } from '../../store/database.ts';
import { act, draft, draftBody, publish, REGISTRATION, submitted } from './hoang-mai.ts';
import { clerk, head, office, otherClerk } from './people.ts';
import { expectProblem, pointers } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
  await publish(api);
  api.clock.at = REGISTRATION;
});
afterAll(() => api.stop());

const reused = { status: 422, code: 'IDEMPOTENCY_KEY_REUSED' };

test('a key is required, and must be a key', async () => {
  const send = (key: Record<string, string>) =>
    api.as(clerk).send({ method: 'POST', url: '/v1/proposals', payload: draftBody(), headers: key });
  const missing = { status: 400, code: 'IDEMPOTENCY_KEY_MISSING' };
  expectProblem(await send({}), missing);
  expectProblem(await send({ 'idempotency-key': 'short' }), missing);
  expectProblem(await send({ 'idempotency-key': 'with space' }), missing);
  expectProblem(await send({ 'idempotency-key': 'x'.repeat(201) }), missing);
});

test('the same request under the same key is answered the same, and done once', async () => {
  const { id } = await draft(api);
  const submit = () => act(api.as(clerk), id, 'Submit', { draft: id, rowVersion: 1 }, null, 'submit-once-01');
  const [first, second] = [await submit(), await submit()];
  expect(second).toMatchObject({ status: 201, body: first.body });
  const sendBack = () => act(api.as(head), id, 'SendBack', { reason: 'Thiếu báo cáo' }, { seq: 1 }, 'send-back-0001');
  await sendBack();
  await api.as(clerk).send({
    method: 'PATCH',
    url: `/v1/proposals/${id}/draft`,
    payload: { content: {} },
    headers: { 'if-match': '"1"' },
  });
  // What the first try was checked against has changed since; the answer has not.
  expect(await submit()).toMatchObject({ status: 201, body: first.body });
  expect((await sendBack()).body.seq).toBe(2);
  const texts = await api.testDatabase.database.query('select value from private_text where value = $1', [
    'Thiếu báo cáo',
  ]);
  expect(texts.rows).toHaveLength(1);
});

test('the same key with another body is refused, and the first stands', async () => {
  const { id } = await submitted(api);
  const sendBack = (reason: string) => act(api.as(head), id, 'SendBack', { reason }, { seq: 1 }, 'another-body-01');
  expect((await sendBack('Thiếu báo cáo')).status).toBe(200);
  expectProblem(await sendBack('Thiếu biên bản'), reused);
  expectProblem(await act(api.as(head), id, 'Confirm', {}, { seq: 1 }, 'another-body-01'), reused);
  const texts = await api.testDatabase.database.query('select value from private_text where value = $1', [
    'Thiếu biên bản',
  ]);
  expect(texts.rows).toEqual([]);
});

test('the same request sent eight times at once is done once', async () => {
  const { id } = await draft(api);
  const submit = () => act(api.as(clerk), id, 'Submit', { draft: id, rowVersion: 1 }, null, 'eight-at-once-01');
  const answers = await Promise.all(Array.from({ length: 8 }, submit));
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.command} ${body.seq}`)).size).toBe(1);
  const drafts = await Promise.all(
    Array.from({ length: 8 }, () =>
      api.as(clerk).post<{ code: string }>('/v1/proposals', draftBody(), 'eight-drafts-01'),
    ),
  );
  expect(new Set(drafts.map(({ status, body }) => `${status} ${body.code}`)).size).toBe(1);
});

test('a repeat that is checked while the first try is done is answered as the first', async () => {
  const { id } = await draft(api);
  const clock = { instant: () => api.clock.at };
  const order = {
    by: clerk,
    idempotencyKey: 'done-meanwhile-01',
    stream: `proposal/${id}`,
    kind: 'Submit',
    body: { draft: id, rowVersion: 1 },
    basis: null,
  };
  const submit = () => act(api.as(clerk), id, 'Submit', order.body, null, order.idempotencyKey);
  const meanwhile = async () => {
    await submit();
    throw new Problem('NOT_FOUND');
  };
  const { database } = api.testDatabase;
  const repeat = await inTransaction(database, (tx) => writeDown(tx, clock, order, meanwhile));
  expect(repeat.outcome).toEqual({ ok: true, seq: 1, events: ['Submitted'] });
  const other = { ...order, idempotencyKey: 'never-done-01' };
  await expect(inTransaction(database, (tx) => writeDown(tx, clock, other, meanwhile))).rejects.toThrow(Problem);
});

test('a refusal is answered again as a refusal', async () => {
  const { id } = await submitted(api);
  const wrong = () => act(api.as(office), id, 'Confirm', {}, { seq: 1 }, 'refused-twice-01');
  const [first, second] = [await wrong(), await wrong()];
  expectProblem(second, { status: 403, code: 'WRONG_ROLE' });
  expect(second.body.command).toBe(first.body.command);
});

test('a draft is begun once under its key', async () => {
  const send = (change: object) =>
    api.as(clerk).post<{ id: string; code: string }>('/v1/proposals', draftBody(change), 'draft-once-01');
  const [first, second] = [await send({}), await send({})];
  expect(second.body).toEqual(first.body);
  expectProblem(await send({ title: 'GK' }), reused);
  expectProblem(await send({ subject: { new: { kind: 'person', name: 'Người khác' } } }), reused);
});

test('two people may use the same key', async () => {
  const [mine, yours] = [
    await draft(api),
    (await api.as(otherClerk).post<{ id: string }>('/v1/proposals', draftBody())).body,
  ];
  const one = await act(api.as(clerk), mine.id, 'Submit', { draft: mine.id, rowVersion: 1 }, null, 'shared-key-01');
  const two = await act(
    api.as(otherClerk),
    yours.id,
    'Submit',
    { draft: yours.id, rowVersion: 1 },
    null,
    'shared-key-01',
  );
  expect([one.status, two.status]).toEqual([201, 201]);
});

type List = { id: string; count: number; waiting: number; done: number; refused: number };

test('a list of commands is written down whole, and each is decided for itself', async () => {
  const cases = [await submitted(api), await submitted(api), await submitted(api)];
  const items = cases.map(({ id }) => ({ proposal: id, kind: 'Confirm', body: {}, basis: { seq: 1 } }));
  const taken = await api.as(head).post<List>('/v1/command-lists', { items }, 'list-of-three-01');
  expect(taken).toMatchObject({ status: 202, body: { count: 3, waiting: 3, done: 0, refused: 0 } });
  // Keyed, so that whoever looks for forsaken commands finds that these have jobs.
  const jobs = await api.testDatabase.database.query<{ key: string }>('select outbox.keys() as key');
  const { rows } = await api.testDatabase.database.query<{ key: string }>(
    `select 'deliver ' || id as key from command where idempotency_key like 'list-of-three-01/%'`,
  );
  expect(rows).toHaveLength(3);
  expect(jobs.rows).toEqual(expect.arrayContaining(rows));
  await act(api.as(head), cases[2]?.id ?? '', 'SendBack', { reason: 'Thiếu' }, { seq: 1 });
  await api.carry();
  const { location } = taken.headers;
  expect((await api.as(head).get<List>(String(location))).body).toMatchObject({ waiting: 0, done: 2, refused: 1 });
  const again = await api.as(head).post<List>('/v1/command-lists', { items }, 'list-of-three-01');
  expect(again.body).toMatchObject({ id: taken.body.id, waiting: 0, done: 2, refused: 1 });
  expectProblem(await api.as(head).post('/v1/command-lists', { items: items.slice(0, 2) }, 'list-of-three-01'), reused);
  expectProblem(await api.as(office).get(String(location)), { status: 404, code: 'NOT_FOUND' });
});

test('a list with one command that cannot be taken is left out whole, and says which', async () => {
  const { id } = await submitted(api);
  const unknown = '00000000-0000-8000-8000-000000000000';
  const items = [id, unknown].map((proposal) => ({ proposal, kind: 'Confirm', body: {}, basis: { seq: 1 } }));
  const problem = expectProblem(await api.as(head).post('/v1/command-lists', { items }), {
    status: 404,
    code: 'NOT_FOUND',
  });
  expect(pointers(problem)).toEqual(['/items/1 NOT_FOUND']);
  expect((await act(api.as(head), id, 'Confirm', {}, { seq: 1 })).status).toBe(200);
});
