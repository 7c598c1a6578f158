import { afterAll, beforeAll, expect, test } from 'vitest';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { perform } from '../../store/step/perform.ts';
import { act, publish, REGISTRATION, submitted } from './hoang-mai.ts';
import { chair, clerk, head, office, secondOffice } from './people.ts';
import { expectProblem, pointers } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';
import { letThemAct, nextInstant, type Owed, owedBy } from './scripted-people.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
  await publish(api);
  api.clock.at = REGISTRATION;
});
afterAll(() => api.stop());

const noDuties = ({ kind }: Owed) => kind === 'duty';
const owes = async (person: typeof clerk) => (await owedBy(api.as(person))).items.filter((item) => !noDuties(item));

/** What the workflow does when the due instant of a case passes. */
async function duePasses(id: string): Promise<void> {
  const { database } = api.testDatabase;
  const stream = `proposal/${id}`;
  const row = await database.query<{ due: number; seq: number }>(
    'select due_at as due, seq from proposal_board where id = $1',
    [id],
  );
  const { due = 0, seq = 0 } = row.rows[0] ?? {};
  api.clock.at = Math.max(api.clock.at, due);
  const timer = { kind: 'DeadlinePassed', dueAt: due, setBy: seq, body: { dueAt: due, setBy: seq } };
  const step = { database, clock: { instant: () => api.clock.at }, calendar: workingCalendar([]) };
  await perform(step, { org: 'hoang-mai', stream, known: { seq: 0, hash: null }, act: { timer } });
}

test('what is already on its way is not owed', async () => {
  const made = await submitted(api);
  expect(await owes(head)).toMatchObject([
    { kind: 'proposal', commands: ['Confirm', 'SendBack'], proposals: [{ id: made.id, seq: 1 }] },
  ]);
  const { database } = api.testDatabase;
  const insert = `insert into command (org_id, id, stream, kind, actor, role, actor_org, unit, body_hash, body, received_at, at)
    values ('hoang-mai', gen_random_uuid(), $1, 'Confirm', $2, 'unitHead', 'hoang-mai', 'van-phong', '', '{}', $3, $3)`;
  await database.query(insert, [`proposal/${made.id}`, head.id, REGISTRATION]);
  expect(await owes(head)).toEqual([]);
  await api.carry();
  expect(await owes(office)).toMatchObject([{ commands: ['Accept', 'Return', 'Reject'] }]);
  await letThemAct(api, [office], noDuties);
});

test('a stage is owed from the day it opens, and nextAt says when that is', async () => {
  expect(await owes(clerk)).toEqual([]);
  const opensAt = await nextInstant(api, [clerk]);
  expect(opensAt).toBe(Date.UTC(2021, 2, 14, 17));
  api.clock.at = opensAt ?? 0;
  expect(await owes(clerk)).toMatchObject([
    {
      kind: 'unitStage',
      ref: 'quarter-1',
      commands: ['HandInForUnit'],
      evidence: ['bao-cao-quy-1'],
      missed: false,
      overdue: false,
      count: 1,
    },
  ]);
});

test('a stage that was missed is still owed after the case has gone on', async () => {
  const [made] = (await owes(clerk))[0]?.proposals ?? [];
  await duePasses(made?.id ?? '');
  expect(await owes(clerk)).toMatchObject([
    {
      kind: 'unitStage',
      ref: 'quarter-1',
      missed: true,
      overdue: true,
      evidence: ['bao-cao-quy-1'],
      dueAt: Date.UTC(2021, 2, 31, 17),
    },
  ]);
  await letThemAct(api, [clerk], noDuties);
  expect(await owes(clerk)).toEqual([]);
});

test('an act that needs a second person is owed by whoever may confirm it, and not by the one who proposed it', async () => {
  const made = await submitted(api, { title: 'GK' });
  await act(api.as(head), made.id, 'Confirm', {}, { seq: 1 });
  await act(api.as(office), made.id, 'Accept', {}, { seq: 2 });
  const people = [clerk, head, office];
  for (let at = await nextInstant(api, people); at !== null; at = await nextInstant(api, people)) {
    api.clock.at = at;
    const nominating = ({ kind }: Owed) => kind === 'duty' || kind === 'unitList' || kind === 'list';
    await letThemAct(api, people, nominating);
  }
  const [list] = (await owes(clerk)).filter(({ kind }) => kind === 'unitList');
  const seqOf = (id: string) => list?.proposals.find((each) => each.id === id)?.seq ?? 0;
  await act(api.as(clerk), made.id, 'NotNominate', { reason: 'Không đủ điều kiện' }, { seq: seqOf(made.id) });
  const [pending] = (await owes(head)).filter(({ kind }) => kind === 'pendingAct');
  expect(pending).toMatchObject({
    commands: ['ConfirmAct', 'DeclineAct'],
    ref: made.id,
    pendingKind: 'NotNominate',
    act: seqOf(made.id) + 1,
  });
  await act(api.as(head), made.id, 'ConfirmAct', { act: pending?.act }, { seq: seqOf(made.id) });
  await act(api.as(office), made.id, 'Reinstate', { reason: 'Đơn vị đề nghị lại' }, { seq: seqOf(made.id) + 2 });
  const reinstating = async (person: typeof clerk) =>
    (await owes(person)).filter(({ kind }) => kind === 'pendingAct').length;
  expect([await reinstating(office), await reinstating(secondOffice), await reinstating(chair)]).toEqual([0, 1, 1]);
});

type OwedPage = { items: { ref: string }[]; next: string | null };

test('what is owed comes in pages of one order, each thing once, and nothing is left out', async () => {
  const made = [await submitted(api), await submitted(api), await submitted(api), await submitted(api)];
  const whole = await api.as(head).get<OwedPage>('/v1/owed');
  expect(whole.body).toMatchObject({ items: made.map(({ id }) => ({ ref: id })), next: null });
  const walked: string[] = [];
  for (let url: string | null = '/v1/owed?limit=3'; url !== null; ) {
    const page: { body: OwedPage; headers: Record<string, unknown> } = await api.as(head).get<OwedPage>(url);
    walked.push(...page.body.items.map(({ ref }) => ref));
    url = page.body.next === null ? null : `/v1/owed?limit=3&cursor=${page.body.next}`;
    expect(page.headers.link).toBe(url === null ? undefined : `<${url}>; rel="next"`);
  }
  expect(walked).toEqual(made.map(({ id }) => id));
  await letThemAct(api, [head, office], noDuties);
});

test('the next page of what is owed follows also where the last thing of the page before was done meanwhile', async () => {
  const made = [await submitted(api), await submitted(api), await submitted(api)];
  const first = (await api.as(head).get<OwedPage>('/v1/owed?limit=2')).body;
  await act(api.as(head), first.items[1]?.ref ?? '', 'Confirm', {}, { seq: 1 });
  const second = (await api.as(head).get<OwedPage>(`/v1/owed?limit=2&cursor=${first.next}`)).body;
  expect(second).toMatchObject({ items: [{ ref: made[2]?.id }], next: null });
  await letThemAct(api, [head, office], noDuties);
});

test('a page as long as what is left is the last one', async () => {
  await submitted(api);
  await submitted(api);
  expect((await api.as(head).get<OwedPage>('/v1/owed?limit=2')).body.next).toBeNull();
  expect((await api.as(head).get<OwedPage>('/v1/owed?limit=1')).body.next).not.toBeNull();
  await letThemAct(api, [head, office], noDuties);
});

test.each(['cursor=rubbish', 'limit=201', 'limit=0', 'page=2'])(
  'what is owed is not asked for with %s: a problem points to it',
  async (query) => {
    const problem = expectProblem(await api.as(head).get(`/v1/owed?${query}`), {
      status: 422,
      code: 'VALIDATION_FAILED',
    });
    expect(pointers(problem)).toEqual([expect.stringContaining(`/querystring/${query.split('=')[0]}`)]);
  },
);
