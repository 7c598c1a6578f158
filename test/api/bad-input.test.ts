import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { act, draft, draftBody, PLAN, publish, REGISTRATION, ROUND, submitted, yaml } from './hoang-mai.ts';
import { administrator, clerk, head, office, otherClerk, secretary } from './people.ts';
import { expectProblem, pointers } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';

let api: RunningApi;
let year: string;
beforeAll(async () => {
  api = await runApi();
  year = await publish(api);
  api.clock.at = REGISTRATION;
});
afterAll(() => api.stop());

const invalid = { status: 422, code: 'VALIDATION_FAILED' };
type Described = { requestBody?: object };

/** Where a schema describes an object that neither closes its fields nor says what each further one is. */
function openObjects(schema: unknown, place: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, additionalProperties: further } = schema as { type?: unknown; additionalProperties?: unknown };
  const closed =
    further === false || (typeof further === 'object' && further !== null && Object.keys(further).length > 0);
  return [
    ...(type === 'object' && !closed ? [place] : []),
    ...Object.entries(schema).flatMap(([name, part]) => openObjects(part, `${place} ${name}`)),
  ];
}

const unknownId = '00000000-0000-8000-8000-000000000000';
const raw = (payload: string | Buffer, headers: Record<string, string> = {}) =>
  api.as(clerk).send({
    method: 'POST',
    url: '/v1/proposals',
    payload,
    headers: { 'content-type': 'application/json', 'idempotency-key': 'raw-bodies-0001', ...headers },
  });

describe('a body that is readable and not valid', () => {
  test('all that is wrong is told at once, each with its place and what to do', async () => {
    const answer = await api
      .as(clerk)
      .post('/v1/proposals', { plan: 3, titel: 'LDTT', subject: { new: { kind: 'animal', name: '' } } });
    const problem = expectProblem(answer, invalid);
    expect(pointers(problem)).toEqual([
      '/plan WRONG_TYPE',
      '/round MISSING',
      '/title MISSING',
      '/subject/new/kind NOT_ACCEPTED',
      '/subject/new/name TOO_SMALL',
      '/titel UNKNOWN_FIELD',
    ]);
    expect(problem.errors?.map(({ message }) => message)).toEqual([
      'Send a string; values are never converted.',
      'This field is missing. Send a string.',
      'This field is missing. Send a string.',
      'Send one of: person, collective, household.',
      'This text is empty. Write it, or leave the field out where it may be.',
      'There is no field "titel" here. Leave it out, or correct its name.',
    ]);
  });

  test('an unknown field deep in a command is pointed at', async () => {
    const { id } = await draft(api);
    const answer = await act(api.as(clerk), id, 'Submit', { draft: id, rowVersion: 1, note: { a: 1 } });
    expect(pointers(expectProblem(answer, invalid))).toEqual(['/body/note UNKNOWN_FIELD']);
  });

  test('an unknown field beside a command is pointed at', async () => {
    const { id } = await draft(api);
    const body = { kind: 'Submit', body: { draft: id, rowVersion: 1 }, force: true };
    const answer = await api.as(clerk).post(`/v1/proposals/${id}/commands`, body);
    expect(pointers(expectProblem(answer, invalid))).toEqual(['/force UNKNOWN_FIELD']);
  });

  test('no body of any address takes unknown fields, at any depth', async () => {
    const { paths } = (await api.app.inject('/openapi.json')).json<{
      paths: Record<string, Record<string, Described>>;
    }>();
    const bodies = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody }]) =>
        requestBody === undefined ? [] : [{ place: `${method} ${path}`, requestBody }],
      ),
    );
    expect(bodies.length).toBeGreaterThan(10);
    expect(bodies.flatMap(({ place, requestBody }) => openObjects(requestBody, place))).toEqual([]);
  });

  test.each(['2021-02-30', '80/02/2023', '2021-2-3', '2021-02-03T00:00:00Z', ''])(
    'a date that does not exist is refused: "%s"',
    async (date) => {
      const body = {
        kind: 'DateTask',
        body: { task: 'row-14', lastDayOn: date, document: { number: '5/KH', on: '2021-01-01' } },
      };
      const problem = expectProblem(await api.as(office).post(`/v1/years/${year}/commands`, body), invalid);
      expect(problem.errors).toEqual([
        { pointer: '/body/lastDayOn', code: 'NOT_ACCEPTED', message: 'Send a date that exists, as YYYY-MM-DD.' },
      ]);
    },
  );

  test.each(['1944-12-31', '2201-01-01', '9999-12-31', '0100-01-01'])(
    'a date that no award year knows is refused: %s',
    async (date) => {
      const order = (lastDayOn: string) => ({
        kind: 'DateTask',
        body: { task: 'row-14', lastDayOn, document: { number: '5/KH', on: '2021-01-01' } },
      });
      const problem = expectProblem(await api.as(office).post(`/v1/years/${year}/commands`, order(date)), invalid);
      expect(problem.errors).toEqual([
        { pointer: '/body/lastDayOn', code: 'NOT_ACCEPTED', message: 'Send a date from 1945 to 2200.' },
      ]);
    },
  );

  test.each(['1945-01-01', '2200-12-31'])('the first and the last day that may be named are taken: %s', async (on) => {
    const { id } = await draft(api);
    const order = { outcome: 'granted', number: '1', on, authority: 'TP', reported: true };
    // It comes as far as the life table, which knows nothing to answer yet.
    expect((await act(api.as(office), id, 'AnswerFromAbove', order)).body.code).toBe('OUT_OF_ORDER');
  });

  test.each([
    ['decisions', office, { authority: 'UBND', register: 'QĐ' }],
    ['submissions', office, { to: 'Thành phố' }],
    ['sessions', secretary, { meeting: 'meeting', heldOn: '2021-01-20' }],
  ])('%s name each case once: every repeat is pointed at', async (noun, who, rest) => {
    const other = '00000000-0000-8000-8000-000000000001';
    const proposals = [unknownId, other, unknownId, unknownId];
    const problem = expectProblem(await api.as(who).post(`/v1/${noun}`, { ...rest, proposals }), invalid);
    const repeat = (place: number) => ({
      pointer: `/proposals/${place}`,
      code: 'NOT_ACCEPTED',
      message: 'This case is named before in the list. Name each once.',
    });
    expect(problem.errors).toEqual([repeat(2), repeat(3)]);
    const once = await api.as(who).post<{ code: string }>(`/v1/${noun}`, { ...rest, proposals: [unknownId, other] });
    expect(once.body.code).toBe('LINE_UNKNOWN');
  });

  test.each([1.5, '95', true, -1, 1e21])('a score is a whole number, never converted: %s', async (score) => {
    const { id } = await draft(api);
    const answer = await act(api.as(clerk), id, 'EnterScore', { stage: 'scoring', as: 'self', score });
    expect(pointers(expectProblem(answer, invalid))).toEqual([expect.stringMatching(/^\/body\/score /)]);
  });

  test.each(['bad\u0000name', 'bidi\u202Ename', 'zero\u200Bwidth', 'lone\uD800'])(
    'a name with an invisible character is refused: %j',
    async (name) => {
      const answer = await api
        .as(clerk)
        .post('/v1/proposals', draftBody({ subject: { new: { kind: 'person', name } } }));
      expect(pointers(expectProblem(answer, invalid))).toEqual(['/subject/new/name NOT_ACCEPTED']);
    },
  );

  test('a name typed in decomposed letters is kept in composed ones', async () => {
    const name = 'Nguyễn Thị Huệ';
    await draft(api, { subject: { new: { kind: 'person', name: `${name} mười`.normalize('NFD') } } });
    const found = await api
      .as(clerk)
      .get<{ items: { subjectName: string }[] }>(`/v1/proposals?q=${encodeURIComponent('mười')}`);
    expect(found.body.items.map(({ subjectName }) => subjectName)).toEqual([`${name} mười`]);
  });

  test('an unknown kind of command is answered with the kinds there are', async () => {
    const { id } = await draft(api);
    const problem = expectProblem(await act(api.as(clerk), id, 'Promote', {}), invalid);
    expect(problem.errors).toEqual([
      {
        pointer: '/kind',
        code: 'NOT_ACCEPTED',
        message: expect.stringMatching(/^Send one of these kinds: Submit, Confirm, /),
      },
    ]);
  });

  test.each(['GrantAward', 'RecordResult', 'PutOnAgenda', 'DeadlinePassed', 'OpenFromBelow', 'Recalendar', 'SendUp'])(
    'what only a timer or another stream carries is no command of a person: %s',
    async (kind) => {
      const { id } = await draft(api);
      expect(pointers(expectProblem(await act(api.as(office), id, kind, {}), invalid))).toEqual(['/kind NOT_ACCEPTED']);
    },
  );

  test('what is named must exist: a round, a title of it, a subject, a version of a plan', async () => {
    const send = (change: object) => api.as(clerk).post('/v1/proposals', draftBody(change));
    expect(pointers(expectProblem(await send({ round: 'no-such-round' }), invalid))).toEqual([
      '/round UNKNOWN_REFERENCE',
    ]);
    expect(pointers(expectProblem(await send({ title: 'HCLD' }), invalid))).toEqual(['/title UNKNOWN_REFERENCE']);
    expect(pointers(expectProblem(await send({ title: 'TTLDTT' }), invalid))).toEqual(['/title UNKNOWN_REFERENCE']);
    expect(pointers(expectProblem(await send({ subject: { id: unknownId } }), invalid))).toEqual([
      '/subject/id UNKNOWN_REFERENCE',
    ]);
    expect(pointers(expectProblem(await send({ unit: 'noi-vu' }), invalid))).toEqual(['/unit UNKNOWN_REFERENCE']);
    const unpublished = await api.as(office).post('/v1/years', { plan: PLAN, version: 9 });
    expect(pointers(expectProblem(unpublished, invalid))).toEqual(['/version UNKNOWN_REFERENCE']);
  });

  test('an id in an address is checked, and an unknown one is not found', async () => {
    expect(pointers(expectProblem(await api.as(clerk).get('/v1/proposals/nonsense'), invalid))).toEqual([
      '/params/id NOT_ACCEPTED'.replace('NOT_ACCEPTED', 'WRONG_FORMAT'),
    ]);
    expectProblem(await api.as(clerk).get(`/v1/proposals/${unknownId}`), { status: 404, code: 'NOT_FOUND' });
    expectProblem(await act(api.as(clerk), unknownId, 'Confirm', {}), { status: 404, code: 'NOT_FOUND' });
  });

  test.each(['limit=0', 'limit=201', 'limit=ten', 'cursor=xyz', 'overdue=maybe', 'colour=red', 'state=happy'])(
    'a filter that is not one is refused: %s',
    async (query) => {
      expectProblem(await api.as(clerk).get(`/v1/proposals?${query}`), invalid);
    },
  );
});

describe('a body that cannot be read', () => {
  test('more than 1 MiB is refused with the limit', async () => {
    const problem = expectProblem(await raw(`{"plan":"${'x'.repeat(1_100_000)}"}`), {
      status: 413,
      code: 'BODY_TOO_LARGE',
    });
    expect(problem.detail).toContain('1,048,576 bytes');
  });

  test.each([
    ['broken JSON', '{"plan":'],
    ['nothing', ''],
    ['deeper than 32 levels', `${'['.repeat(40)}${']'.repeat(40)}`],
    ['a list of more than 4,000', JSON.stringify(Array.from({ length: 4_001 }, () => 1))],
    ['a member that would change a prototype', '{"__proto__":{"admin":true}}'],
  ])('%s', async (_what, payload) => {
    expectProblem(await raw(payload), { status: 400, code: 'UNREADABLE_BODY' });
  });

  test('bytes that are no UTF-8', async () => {
    expectProblem(await raw(Buffer.from([0x7b, 0xff, 0x7d])), { status: 400, code: 'UNREADABLE_BODY' });
  });

  test('what is not JSON, or is compressed, is not taken', async () => {
    expectProblem(await raw('plan=1', { 'content-type': 'application/x-www-form-urlencoded' }), {
      status: 415,
      code: 'MEDIA_TYPE_NOT_SUPPORTED',
    });
    expectProblem(await raw('{}', { 'content-encoding': 'gzip' }), { status: 415, code: 'MEDIA_TYPE_NOT_SUPPORTED' });
  });
});

describe('an address', () => {
  test('that does not exist, and one that does not take the method', async () => {
    expectProblem(await api.as(clerk).get('/v1/awards'), { status: 404, code: 'NOT_FOUND' });
    const answer = await api.as(clerk).send({ method: 'DELETE', url: `/v1/proposals/${unknownId}` });
    expectProblem(answer, { status: 405, code: 'METHOD_NOT_ALLOWED' });
    expect(answer.headers.allow).toBe('GET, HEAD');
  });

  test('longer than 8 KiB', async () => {
    expectProblem(await api.as(clerk).get(`/v1/proposals?q=${'x'.repeat(9_000)}`), {
      status: 414,
      code: 'URI_TOO_LONG',
    });
  });
});

describe('a plan', () => {
  test('with faults is refused with all of them, each with its line', async () => {
    const faulty = yaml
      .replace('pipeline: annual\n', 'pipeline: no-such-pipeline\n')
      .replace('level: district', 'level: galaxy');
    const problem = expectProblem(await api.as(administrator).post('/v1/plans', { yaml: faulty }), {
      status: 422,
      code: 'PLAN_FAULTY',
    });
    const level = problem.errors?.find(({ message }) => message.startsWith('council.level'));
    expect(level).toEqual({
      pointer: '/yaml',
      code: 'FIELD_WRONG',
      message: expect.any(String),
      line: expect.any(Number),
    });
    expect(problem.errors?.map(({ code }) => code)).toContain('UNKNOWN_REFERENCE');
  });

  test('must be the next version, unless it is the same text again', async () => {
    expect((await api.as(administrator).post('/v1/plans', { yaml })).status).toBe(200);
    const changed = yaml.replace('members: 15', 'members: 17');
    const notNext = { status: 409, code: 'PLAN_VERSION_NOT_NEXT' };
    const problem = expectProblem(await api.as(administrator).post('/v1/plans', { yaml: changed }), notNext);
    expect(problem.facts).toEqual({ plan: PLAN, version: 1, next: 2 });
    const third = changed.replace('\nversion: 1\n', '\nversion: 3\n');
    expectProblem(await api.as(administrator).post('/v1/plans', { yaml: third }), notNext);
    const second = changed.replace('\nversion: 1\n', '\nversion: 2\n');
    expect((await api.as(administrator).post('/v1/plans', { yaml: second })).status).toBe(201);
  });

  test('cannot be made another plan by an amendment', async () => {
    const body = { kind: 'AmendPlan', body: { plan: 'other', version: 1, reason: 'Sửa đổi' } };
    expect(pointers(expectProblem(await api.as(office).post(`/v1/years/${year}/commands`, body), invalid))).toEqual([
      '/body/plan UNKNOWN_REFERENCE',
    ]);
  });
});

describe('what the rules refuse', () => {
  test('a second proposal of the same subject for the same title names the first', async () => {
    const first = await submitted(api);
    const second = await draft(api, { subject: { id: first.subject } });
    const answer = await act(api.as(clerk), second.id, 'Submit', { draft: second.id, rowVersion: 1 });
    const problem = expectProblem(answer, { status: 409, code: 'ALREADY_PROPOSED' });
    expect(problem.facts).toEqual({ first: `proposal/${first.id}`, title: 'LDTT' });
  });

  test('the wrong role, and the wrong unit', async () => {
    const { id } = await submitted(api);
    const wrong = expectProblem(await act(api.as(office), id, 'Confirm', {}, { seq: 1 }), {
      status: 403,
      code: 'WRONG_ROLE',
    });
    expect(wrong.facts).toMatchObject({ allowed: ['unitHead'] });
    // Of another unit's case nothing is told, not even that this is not the unit's own.
    expectProblem(await act(api.as({ ...head, unit: 'noi-vu' }), id, 'Confirm', {}, { seq: 1 }), {
      status: 404,
      code: 'NOT_FOUND',
    });
    const drafted = await draft(api);
    expectProblem(await act(api.as(otherClerk), drafted.id, 'Submit', { draft: drafted.id, rowVersion: 1 }), {
      status: 404,
      code: 'NOT_FOUND',
    });
    expectProblem(await api.as(secretary).post('/v1/proposals', draftBody()), { status: 403, code: 'FORBIDDEN' });
  });

  test('an act out of its order names the rule and where the case stands, and leaves nothing behind', async () => {
    const { id } = await submitted(api);
    const timeline = async () => (await api.as(office).get(`/v1/proposals/${id}/timeline`)).body;
    const before = await timeline();
    const answer = await act(
      api.as(office),
      id,
      'Receive',
      { paperOn: '2021-01-18', filesOn: '2021-01-18' },
      { seq: 1 },
    );
    const problem = expectProblem(answer, { status: 409, code: 'OUT_OF_ORDER' });
    expect(problem).toMatchObject({
      rule: 'life of a proposal',
      facts: { command: 'Receive', state: 'awaitingHead', stage: 'registration', allowed: [] },
    });
    const refused = await api.as(office).get(`/v1/commands/${problem.command}`);
    expect(refused.body).toMatchObject({
      status: 'refused',
      refusal: { code: 'OUT_OF_ORDER', rule: problem.rule, facts: problem.facts },
    });
    expect(await timeline()).toEqual(before);
  });

  test('an act on an older screen, and one without a screen', async () => {
    const { id } = await submitted(api);
    await act(api.as(head), id, 'Confirm', {}, { seq: 1 });
    const problem = expectProblem(await act(api.as(office), id, 'Accept', {}, { seq: 1 }), {
      status: 412,
      code: 'STALE',
    });
    expect(problem.facts).toEqual({ seen: 1, changedAt: 2 });
    expect(problem.command).toMatch(/^[0-9a-f-]{36}$/);
    expect(pointers(expectProblem(await act(api.as(office), id, 'Accept', {}), invalid))).toEqual(['/basis MISSING']);
  });

  test.each(['Trần Văn A bị kỷ luật theo đơn của bà B', 'Tran Van A', 'a'.repeat(64), '-', 'dieu-84.', 'x@y.vn', ''])(
    'a rule is named by its key, never in words, which would stand in the ledger for ever: %j',
    async (rule) => {
      const { id } = await submitted(api);
      const orders = [
        ['Reject', { rule, reason: 'Không đủ điều kiện' }],
        ['Appraise', { rule, finding: 'for', grounds: 'Đủ điều kiện' }],
      ] as const;
      for (const [kind, body] of orders) {
        const problem = expectProblem(await act(api.as(office), id, kind, body, { seq: 1 }), invalid);
        expect(problem.errors?.map(({ pointer }) => pointer)).toContain('/body/rule');
        expect(problem.errors?.[0]?.message).toContain('"dieu-84.khoan-1"');
      }
    },
  );

  test.each(['dieu-84.khoan-1', 'nd-98-2023', '84', 'a'.repeat(63)])('the key of a rule is taken: %s', async (rule) => {
    const { id } = await submitted(api);
    await act(api.as(head), id, 'Confirm', {}, { seq: 1 });
    const rejected = await act(api.as(office), id, 'Reject', { rule, reason: 'Không đủ điều kiện' }, { seq: 2 });
    expect(rejected.status).toBe(200);
  });

  test('a dossier that changed since it was read, and one that is not open', async () => {
    const made = await draft(api);
    const patch = (version: string | undefined, payload: object) =>
      api.as(clerk).send({
        method: 'PATCH',
        url: `/v1/proposals/${made.id}/draft`,
        payload,
        headers: version === undefined ? {} : { 'if-match': version },
      });
    expectProblem(await patch(undefined, { content: {} }), { status: 428, code: 'PRECONDITION_REQUIRED' });
    const edited = await patch('"1"', { content: { report: 'Bản mới' } });
    expect([edited.status, edited.headers.etag]).toEqual([200, '"2"']);
    expectProblem(await patch('"1"', { content: {} }), { status: 412, code: 'DRAFT_CHANGED' });
    expectProblem(await act(api.as(clerk), made.id, 'Submit', { draft: made.id, rowVersion: 1 }), {
      status: 412,
      code: 'DRAFT_CHANGED',
    });
    expect((await act(api.as(clerk), made.id, 'Submit', { draft: made.id, rowVersion: 2 })).status).toBe(201);
    expectProblem(await patch('"2"', { content: {} }), { status: 409, code: 'DRAFT_NOT_OPEN' });
    await act(api.as(head), made.id, 'SendBack', { reason: 'Thiếu' }, { seq: 1 });
    expect((await patch('"2"', { content: { report: 'Bản sửa' } })).status).toBe(200);
    expect(pointers(expectProblem(await patch('"3"', { title: 'GK' }), invalid))).toEqual(['/title UNKNOWN_REFERENCE']);
  });

  test('an import begins a case: of one that has begun it is out of order, and it names the draft in the address', async () => {
    const { id } = await submitted(api);
    const references = [{ number: '7/TTr', on: '2020-12-01' }];
    const body = { draft: id, rowVersion: 1, stage: 'appraisal', references };
    expectProblem(await act(api.as(office), id, 'Import', body, { seq: 1 }), { status: 409, code: 'OUT_OF_ORDER' });
    const other = await draft(api);
    const answer = await act(api.as(office), other.id, 'Import', body);
    expect(pointers(expectProblem(answer, invalid))).toEqual(['/body/draft UNKNOWN_REFERENCE']);
    const none = await act(api.as(office), other.id, 'Import', { ...body, draft: other.id, references: [] });
    expect(expectProblem(none, invalid).errors?.map(({ pointer }) => pointer)).toContain('/body/references');
    const older = await act(api.as(office), other.id, 'Import', { ...body, draft: other.id, rowVersion: 2 });
    expectProblem(older, { status: 412, code: 'DRAFT_CHANGED' });
  });

  test('a nomination that begins a case must name its draft', async () => {
    const { id } = await draft(api);
    expect(pointers(expectProblem(await act(api.as(clerk), id, 'Nominate', { title: 'LDTT' }), invalid))).toEqual([
      '/body/draft UNKNOWN_REFERENCE',
    ]);
  });

  test('a unit’s act in a round that is not published', async () => {
    const url = `/v1/unit-rounds/${PLAN}/nothing/commands`;
    expectProblem(await api.as(clerk).post(url, { kind: 'ConfirmList', body: { act: 1 } }), {
      status: 404,
      code: 'NOT_FOUND',
    });
    const early = await api.as(clerk).post(`/v1/unit-rounds/${PLAN}/${ROUND}/commands`, {
      kind: 'HandInForUnit',
      body: { stage: 'quarter-1', evidence: [] },
    });
    expectProblem(early, { status: 409, code: 'STAGE_NOT_OPEN' });
  });

  const ids = (count: number) =>
    Array.from({ length: count }, (_, index) => `00000000-0000-8000-8000-${String(index).padStart(12, '0')}`);

  const tooLong = (pointer: string) => ({
    pointer,
    code: 'TOO_LARGE',
    message: 'A list takes at most 4,000 entries. Send the rest in a second list.',
  });

  test.each([
    ['/v1/decisions', office, { authority: 'Chủ tịch UBND', register: 'QĐ-UBND' }],
    ['/v1/submissions', office, { to: 'Thành phố' }],
    ['/v1/sessions', secretary, { meeting: 'meeting', heldOn: '2021-12-20' }],
  ])(
    'a list of more than 4,000 lines to %s says how to go on, and one of 4,000 is looked at',
    async (url, by, body) => {
      const answer = await api.as(by).post(url, { ...body, proposals: ids(4_001) });
      expect(expectProblem(answer, { status: 400, code: 'UNREADABLE_BODY' }).errors).toEqual([tooLong('/proposals')]);
      const most = await api.as(by).post(url, { ...body, proposals: ids(4_000) });
      expectProblem(most, { status: 409, code: 'LINE_UNKNOWN' });
    },
  );

  test('a unit’s list of more than 4,000 lines points to the field', async () => {
    const lines = ids(4_001).map((proposal) => ({ proposal, title: 'LDTT' }));
    const body = { letter: { number: '1/TTr', on: '2021-12-20' }, lines };
    const answer = await api.as(clerk).post(`/v1/unit-rounds/${PLAN}/${ROUND}/commands`, { kind: 'ProposeList', body });
    expect(expectProblem(answer, { status: 400, code: 'UNREADABLE_BODY' }).errors).toEqual([tooLong('/body/lines')]);
  });
});
