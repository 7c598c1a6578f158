import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROBLEMS } from '../../api/problems.ts';
import { act, draft, PLAN, publish, REGISTRATION, ROUND, submitted } from './hoang-mai.ts';
import { administrator, auditor, clerk, head, office, otherClerk } from './people.ts';
import { expectProblem } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';

let api: RunningApi;
let year: string;
beforeAll(async () => {
  api = await runApi();
  year = await publish(api);
  api.clock.at = REGISTRATION;
});
afterAll(() => api.stop());

type Row = { id: string; code: string; state: string; dueAt: number | null; overdue: boolean } & {
  [name in 'plan' | 'round' | 'unit' | 'title' | 'stage' | 'stageKind' | 'waitsFor']: string | null;
};

type Page = {
  items: Row[];
  next: string | null;
};

test('the board pages in one order, what is due first before what has no date', async () => {
  const drafts = [await draft(api), await draft(api)];
  const open = [await submitted(api), await submitted(api), await submitted(api)];
  const walked: string[] = [];
  let url: string | null = '/v1/proposals?limit=2';
  while (url !== null) {
    const page: Page = (await api.as(clerk).get<Page>(url)).body;
    walked.push(...page.items.map(({ state }) => state));
    url = page.next === null ? null : `/v1/proposals?limit=2&cursor=${page.next}`;
  }
  expect(walked).toEqual([...open.map(() => 'awaitingHead'), ...drafts.map(() => 'none')]);
  const first = await api.as(clerk).get<Page>('/v1/proposals?limit=2');
  expect(first.headers.link).toBe(`</v1/proposals?limit=2&cursor=${first.body.next}>; rel="next"`);
});

test('the board is filtered by where cases stand, when they are due, and what they are called', async () => {
  const { id, code } = await submitted(api, {
    subject: { new: { kind: 'person', name: 'Đặng Thị Ngọc Thịnh' } },
    title: 'CSTDCS',
  });
  const found = async (query: string) =>
    (await api.as(office).get<Page>(`/v1/proposals?${query}`)).body.items.map((row) => row.id);
  expect(await found(`q=${encodeURIComponent('ngọc thịnh')}`)).toEqual([id]);
  expect(await found(`q=${code}`)).toEqual([id]);
  expect(await found('title=CSTDCS&state=awaitingHead&unit=van-phong&waitsFor=unitHead')).toEqual([id]);
  expect(await found('title=CSTDCS&waitsFor=standingOffice')).toEqual([]);
  expect(await found('title=CSTDCS&overdue=true')).toEqual([]);
  expect(await found(`title=CSTDCS&dueBefore=${Date.UTC(2021, 1, 1)}`)).toEqual([]);
  const { items } = (await api.as(office).get<Page>('/v1/proposals?title=CSTDCS')).body;
  const dueAt = items[0]?.dueAt ?? 0;
  api.clock.at = dueAt - 1;
  expect(await found('title=CSTDCS&overdue=true')).toEqual([]);
  // What is received at that very instant is late, so the board says so from then on.
  api.clock.at = dueAt;
  expect(await found('title=CSTDCS&overdue=true')).toEqual([id]);
  api.clock.at = Date.UTC(2021, 2, 1);
  expect(await found('title=CSTDCS&stuckDays=30')).toEqual([id]);
  expect(await found('title=CSTDCS&stuckDays=60')).toEqual([]);
  const stuckUntil = REGISTRATION + 30 * 86_400_000;
  api.clock.at = stuckUntil - 1;
  expect(await found('title=CSTDCS&stuckDays=30')).toEqual([]);
  api.clock.at = stuckUntil;
  expect(await found('title=CSTDCS&stuckDays=30')).toEqual([id]);
  // A case that is over waits for nobody, however long it has stood there.
  await act(api.as(head), id, 'Withdraw', { reason: 'Không còn công tác' }, { seq: 1 });
  api.clock.at = stuckUntil + 365 * 86_400_000;
  expect(await found('title=CSTDCS&state=withdrawn')).toEqual([id]);
  expect(await found('title=CSTDCS&stuckDays=1')).toEqual([]);
  api.clock.at = REGISTRATION;
  const summary = await api
    .as(office)
    .get<{ items: { round: string; state: string; count: number }[] }>(`/v1/board/summary?round=${ROUND}`);
  const all = await api.as(office).get<Page>(`/v1/proposals?round=${ROUND}&limit=200`);
  expect(summary.body.items.reduce((sum, { count }) => sum + count, 0)).toBe(all.body.items.length);
});

test('each filter of the board leaves out what it does not name', async () => {
  const other = await draft(api, { unit: 'noi-vu' }, api.as(otherClerk));
  await act(api.as(otherClerk), other.id, 'Submit', { draft: other.id, rowVersion: 1 });
  const mine = await submitted(api);
  await act(api.as(head), mine.id, 'Confirm', {}, { seq: 1 });
  await act(api.as(office), mine.id, 'Accept', {}, { seq: 2 });
  const all = (await api.as(office).get<Page>('/v1/proposals?limit=200')).body.items;
  const [own] = all.filter(({ id }) => id === mine.id);
  const names = ['plan', 'round', 'unit', 'title', 'state', 'stage', 'stageKind', 'waitsFor'] as const;
  for (const name of names) {
    const named = `/v1/proposals?limit=200&${name}=${own?.[name]}`;
    const found = (await api.as(office).get<Page>(named)).body.items;
    expect([name, found]).toEqual([name, all.filter((row) => row[name] === own?.[name])]);
    expect([name, found.map(({ id }) => id)]).toEqual([name, expect.arrayContaining([mine.id])]);
  }
  const differing = names.filter((name) => all.some((row) => row[name] !== own?.[name]));
  expect(differing).toEqual(['unit', 'title', 'state', 'stage', 'stageKind', 'waitsFor']);
});

type One = {
  row: { seq: number; state: string };
  draft: { rowVersion: number };
  commands: string[];
  basis: { seq: number } | null;
};

test('one proposal tells what its reader may do with it', async () => {
  const { id } = await submitted(api);
  const one = async (caller: typeof head | typeof clerk) => (await api.as(caller).get<One>(`/v1/proposals/${id}`)).body;
  expect(await one(head)).toMatchObject({
    row: { state: 'awaitingHead' },
    commands: expect.arrayContaining(['Confirm', 'SendBack', 'Withdraw']),
    basis: { seq: 1 },
  });
  expect((await one(clerk)).commands).not.toContain('Confirm');
  expect((await one(auditor)).commands).toEqual([]);
});

type Event = {
  seq: number;
  kind: string;
  actorName: string | null;
  body: { reason?: { text: string; commitment: string; words: string } };
  hash: string;
  prev: string;
};

test('the timeline tells every event with names and words, linked by hashes', async () => {
  await api
    .as(administrator)
    .post('/v1/people', { id: head.id, name: 'Lê Văn Trưởng', role: 'unitHead', unit: 'van-phong' });
  const { id } = await submitted(api);
  await act(api.as(head), id, 'SendBack', { reason: 'Thiếu bản\nkê khai' }, { seq: 1 });
  const { items } = (await api.as(auditor).get<{ items: Event[] }>(`/v1/proposals/${id}/timeline`)).body;
  expect(items.map(({ seq, kind, actorName }) => [seq, kind, actorName])).toEqual([
    [1, 'Submitted', null],
    [2, 'SentBack', 'Lê Văn Trưởng'],
  ]);
  expect(items[1]?.prev).toBe(items[0]?.hash);
  expect(items[1]?.body.reason).toEqual({
    text: expect.any(String),
    commitment: expect.stringMatching(/^[0-9a-f]{64}$/),
    words: 'Thiếu bản\nkê khai',
  });
});

test('the ledger, the commands and the jobs hold no words and no names', async () => {
  const { database } = api.testDatabase;
  const held = await database.query(
    `select 1 from event where text ~ 'Thiếu|Nguyễn' union all select 1 from command where body::text ~ 'Thiếu|Nguyễn|Hoàn thành' or outcome::text ~ 'Thiếu|Nguyễn'`,
  );
  expect(held.rows).toEqual([]);
});

test('plans, years, rounds and tasks are read with instants beside the printed wording', async () => {
  const plan = (
    await api
      .as(office)
      .get<{ content: { anomalies: unknown[] }; calendar: { milestones: unknown[] } }>(`/v1/plans/${PLAN}`)
  ).body;
  expect(plan.content.anomalies).toHaveLength(8);
  const shown = (await api.as(office).get<{ duties: unknown[]; milestones: { told: boolean }[] }>(`/v1/years/${year}`))
    .body;
  expect(shown.duties).toHaveLength(56);
  expect(shown.milestones.every(({ told }) => !told)).toBe(true);
  const round = (await api.as(clerk).get<{ stages: object[] }>(`/v1/rounds/${PLAN}/${ROUND}`)).body;
  expect(round.stages[0]).toMatchObject({
    key: 'registration',
    printed: 'Trước ngày 28/02/2021',
    opensAt: Date.UTC(2021, 0, 17, 17),
    dueAt: Date.UTC(2021, 1, 27, 17),
    assumed: false,
    waitsFor: null,
    evidence: [{ key: 'dang-ky', name: 'Bản đăng ký danh hiệu và chuyên đề thi đua' }],
  });
  const tasks = (
    await api.as(clerk).get<{ items: { task: string; owner: string; content: string }[] }>('/v1/tasks?owner=van-phong')
  ).body.items;
  expect(tasks.length).toBeGreaterThan(0);
  expect(tasks.every(({ owner, content }) => owner === 'van-phong' && content !== '')).toBe(true);
});

test('a unit’s part in a round is read by the unit itself', async () => {
  const part = await api.as(clerk).get<{ unit: string; phase: string }>(`/v1/unit-rounds/${PLAN}/${ROUND}`);
  expect(part.body).toMatchObject({ unit: 'van-phong', phase: 'none' });
  expectProblem(await api.as(clerk).get(`/v1/unit-rounds/${PLAN}/${ROUND}?unit=noi-vu`), {
    status: 404,
    code: 'NOT_FOUND',
  });
});

test('failed work is what has waited for more than a minute', async () => {
  const { database } = api.testDatabase;
  const { id } = await submitted(api);
  const insert = `insert into command (org_id, id, stream, kind, actor, role, actor_org, body_hash, body, received_at, at, inserted_at)
    values ('hoang-mai', gen_random_uuid(), $1, $2, 'head', 'unitHead', 'hoang-mai', '', '{}', 0, 0, now() - $3::interval)`;
  await database.query(insert, [`proposal/${id}`, 'Confirm', '61 seconds']);
  await database.query(insert, [`proposal/${id}`, 'SendBack', '30 seconds']);
  type Failed = { commands: { stream: string; kind: string }[]; deliveries: unknown[] };
  const failed = (await api.as(administrator).get<Failed>('/v1/failed-work')).body;
  expect(failed.commands.map(({ stream, kind }) => [stream, kind])).toEqual([[`proposal/${id}`, 'Confirm']]);
  expect(failed.deliveries).toEqual([]);
  const stranger = { ...office, org: 'ba-vi' };
  expect((await api.as(stranger).get<Failed>('/v1/failed-work')).body.commands).toEqual([]);
});

test('each mail shows whether it waits, was sent, or failed and why; a failed one is failed work', async () => {
  const { database } = api.testDatabase;
  const person = { id: 'reader', name: 'Lê Thị Đọc', role: 'unitClerk', unit: 'van-phong', email: 'doc@x.invalid' };
  await api.as(administrator).post('/v1/people', person);
  for (const [day, status, error, settled] of [
    ['waiting', 'waiting', null, null],
    ['sent', 'sent', null, '2021-01-18'],
    ['failed', 'failed', 'Mailbox full', null],
  ]) {
    await database.query(
      `insert into delivery (org_id, id, person, kind, subject_key, as_of, status, last_error, settled_at)
       values ('hoang-mai', gen_random_uuid(), 'reader', 'digest', $1, 0, $2, $3, $4)`,
      [day, status, error, settled],
    );
  }
  type Mails = { items: { about: string; status: string; name: string; lastError: string | null }[] };
  const shown = async (query = '') => (await api.as(office).get<Mails>(`/v1/deliveries${query}`)).body.items;
  expect((await shown()).map(({ about, status }) => [about, status]).sort()).toEqual([
    ['failed', 'failed'],
    ['sent', 'sent'],
    ['waiting', 'waiting'],
  ]);
  for (const status of ['waiting', 'sent', 'failed'])
    expect((await shown(`?status=${status}`)).map((mail) => mail.status)).toEqual([status]);
  const failed = (await api.as(administrator).get<{ deliveries: Mails['items'] }>('/v1/failed-work')).body.deliveries;
  expect(failed).toMatchObject([{ about: 'failed', name: 'Lê Thị Đọc', lastError: 'Mailbox full' }]);
});

test('every problem has a page of its own', async () => {
  const all = (await api.app.inject('/problems')).json<{ items: { code: string }[] }>();
  expect(all.items.map(({ code }) => code)).toEqual(Object.keys(PROBLEMS));
  const stale = await api.app.inject('/problems/STALE');
  expect(stale.json()).toMatchObject({ type: '/problems/STALE', status: 412, whatToDo: expect.any(String) });
  expect((await api.app.inject('/problems/NONSENSE')).statusCode).toBe(404);
});

test('the contract is OpenAPI 3.1 and covers every noun; its pages need no internet', async () => {
  const contract = (await api.app.inject('/openapi.json')).json<{ openapi: string; paths: Record<string, object> }>();
  expect(contract.openapi).toBe('3.1.0');
  const described = Object.entries(contract.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(described).toEqual(
    expect.arrayContaining([
      ...['plans', 'years', 'proposals', 'decisions', 'submissions', 'sessions'].map((noun) => `post /v1/${noun}`),
      ...['plans', 'years', 'rounds', 'proposals', 'decisions', 'submissions', 'sessions', 'receipts'].map(
        (noun) => `get /v1/${noun}`,
      ),
      ...['proposals', 'years', 'decisions', 'submissions', 'sessions', 'receipts'].map(
        (noun) => `post /v1/${noun}/{id}/commands`,
      ),
      'get /v1/commands/{id}',
      'post /v1/command-lists',
      'get /v1/command-lists/{id}',
      'get /v1/board/summary',
      'get /v1/proposals/{id}/timeline',
      'get /v1/proposals/{id}/notices',
      'get /v1/tasks',
      'get /v1/deliveries',
      'get /v1/failed-work',
      'get /v1/owed',
    ]),
  );
  const page = await api.app.inject('/docs/');
  expect(page.statusCode).toBe(200);
  expect(page.body).not.toMatch(/(?:src|href)="https?:/);
});
