import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Json } from '../../domain/json.ts';
import type { Role } from '../../domain/roles.ts';
import { owedNow } from '../../store/reads/owed/owed-now.ts';
import type { TokenlessRole } from '../../store/reads/owed/reader.ts';
import { perform } from '../../store/step/perform.ts';
import { atCommit } from '../builders/at-commit.ts';
import { councilOf, councilRound } from '../builders/council.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, ORG, openOffice, person, WORDS } from '../builders/office.ts';
import { newId, newKey } from '../builders/play.ts';
import { round, stage } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;
let council: ReturnType<typeof councilOf>;

const upwards = [stage('nomination'), stage('appraisal'), stage('council'), stage('submission')];

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  council = councilOf(office);
  await openOffice(office, [
    councilRound('short'),
    round({ key: 'up', officeProposes: true, standing: true, stages: upwards }),
  ]);
});
afterAll(() => db?.close());

async function does(stream: string, role: Role, kind: string, body: Json = {}) {
  const done = await act(office, { stream, kind, body, by: person(role), key: newKey(kind) });
  if (!done.outcome.ok) throw new Error(`${kind} was refused: ${JSON.stringify(done.outcome.refusal)}`);
  return done.outcome;
}

async function tries(stream: string, role: Role, kind: string) {
  return (await act(office, { stream, kind, body: {}, by: person(role), key: newKey(kind) })).outcome;
}

/** Cases of a round that the council has passed. */
async function passed(inRound: string, count: number): Promise<string[]> {
  const cases: string[] = [];
  for (let made = 0; made < count; made += 1) cases.push(await council.ready(inRound));
  const session = await council.calls(cases);
  await deliverAll(office);
  await council.enters(session, Object.fromEntries(cases.map((id) => [id, 10])));
  await council.confirms(session);
  await deliverAll(office);
  return cases;
}

/** The head asks after the tally; the office grants it when told to. */
async function asksToWithdraw(id: string): Promise<() => Promise<unknown>> {
  const { seq } = await does(`proposal/${id}`, 'unitHead', 'Withdraw', { reason: WORDS });
  return () => does(`proposal/${id}`, 'standingOffice', 'ConfirmAct', { act: seq });
}

async function draftsDecision(proposals: string[]): Promise<string> {
  const body = { authority: 'ubnd', register: 'QĐ-UBND', proposals };
  return (await council.must({ begins: 'decision' }, 'DraftDecision', body, person('standingOffice'))).stream;
}

async function draftsSubmission(proposals: string[]): Promise<string> {
  const lines = proposals.map((proposal) => ({ proposal, upper: newId('upper') }));
  const body = { above: null, to: 'Thành phố', lines };
  return (await council.must({ begins: 'submission' }, 'DraftSubmission', body, person('standingOffice'))).stream;
}

/** The list as whoever's turn it is owes it; null when it is nobody's. */
async function owed(list: string, role: TokenlessRole) {
  const reader = { id: `another ${role}`, role, unit: null, sight: { org: ORG, unit: null, cluster: null } };
  const { items } = await owedNow(db.database, reader, office.clock.now, { after: null, limit: 50 });
  const item = items.find((each) => each.list?.stream === list);
  return item === undefined ? null : { does: item.commands[0], blocked: item.blocked };
}

test('an agenda is owed by the secretary though a case was withdrawn before it took note, and is gone through', async () => {
  const [gone, stays] = [await council.ready('short'), await council.ready('short')];
  const session = await council.calls([gone, stays]);
  await does(`proposal/${gone}`, 'unitHead', 'Withdraw', { reason: WORDS });
  expect(await owed(session, 'councilSecretary')).toBeNull();
  await deliverAll(office);
  expect(await owed(session, 'councilSecretary')).toEqual({ does: 'EnterResult', blocked: [gone] });
  await council.enters(session, { [gone]: null, [stays]: 10 });
  await council.confirms(session);
  await deliverAll(office);
  const found = await db.database.query<{ state: string }>('select state from proposal_board where id = any($1)', [
    [gone, stays],
  ]);
  expect(found.rows.map(({ state }) => state).sort()).toEqual(['passed', 'withdrawn']);
});

test('a decision is owed by the authority though a line was withdrawn before it took note: struck, then signed', async () => {
  const [gone = '', stays = ''] = await passed('short', 2);
  const grants = await asksToWithdraw(gone);
  const decision = await draftsDecision([gone, stays]);
  await grants();
  await deliverAll(office);
  expect(await owed(decision, 'authorityHead')).toEqual({ does: 'StrikeLine', blocked: [gone] });
  expect(await tries(decision, 'authorityHead', 'SignDecision')).toMatchObject({ ok: false });
  await does(decision, 'standingOffice', 'StrikeLine', { proposal: gone, reason: WORDS });
  await does(decision, 'authorityHead', 'SignDecision');
  await deliverAll(office);
});

test('a submission is owed by the authority though a line was withdrawn before it took note: struck, then sent', async () => {
  const [gone = '', stays = ''] = await passed('up', 2);
  const grants = await asksToWithdraw(gone);
  const submission = await draftsSubmission([gone, stays]);
  await grants();
  await deliverAll(office);
  expect(await owed(submission, 'authorityHead')).toEqual({ does: 'StrikeSubmissionLine', blocked: [gone] });
  await does(submission, 'authorityHead', 'StrikeSubmissionLine', { proposal: gone, reason: WORDS });
  await does(submission, 'authorityHead', 'SignAndSend', { letter: { number: '1/TTr', on: '2021-01-04', file: null } });
  await deliverAll(office);
});

type OnItsWay = { id: string; stream: string };

async function onItsWay(kind: string): Promise<OnItsWay> {
  const found = await db.database.query<OnItsWay>(
    'select id, stream from command where kind = $1 and settled_at is null order by inserted_at, id',
    [kind],
  );
  const [first] = found.rows;
  if (first === undefined) throw new Error(`No ${kind} is on its way`);
  return first;
}

const brings = ({ id, stream }: OnItsWay, database = db.database) =>
  perform({ ...office.step, database }, { org: ORG, stream, known: null, act: { command: id } });

test('power that fails as the refusal is written leaves the line on its way, and bringing it twice changes nothing', async () => {
  const [gone = ''] = await passed('short', 1);
  const grants = await asksToWithdraw(gone);
  const decision = await draftsDecision([gone]);
  await grants();
  const line = await onItsWay('ListOnDecision');
  const failing = atCommit(db.database, () => Promise.reject(new Error('power lost')));
  await expect(brings(line, failing)).rejects.toThrow('power lost');
  expect(await owed(decision, 'authorityHead')).toBeNull();
  const [once, twice] = [await brings(line), await brings(line)];
  expect(once).toMatchObject({ outcome: { ok: false, refusal: { code: 'OUT_OF_ORDER' } } });
  expect(twice).toEqual(once);
  expect(await owed(decision, 'authorityHead')).toEqual({ does: 'StrikeLine', blocked: [gone] });
});

test('of a withdrawal and a decision drafted at the same moment, the decision is owed by somebody either way', async () => {
  for (let times = 0; times < 5; times += 1) {
    const [gone = '', stays = ''] = await passed('short', 2);
    const grants = await asksToWithdraw(gone);
    const [decision] = await Promise.all([draftsDecision([gone, stays]).catch(() => null), grants()]);
    await deliverAll(office);
    // Where the withdrawal came first, the decision was refused.
    if (decision !== null)
      expect(await owed(decision, 'authorityHead')).toEqual({ does: 'StrikeLine', blocked: [gone] });
  }
});

test('a line that another list holds by now is left to it', async () => {
  const [gone = ''] = await passed('short', 1);
  const first = await draftsDecision([gone]);
  const late = await onItsWay('ListOnDecision');
  await does(first, 'standingOffice', 'StrikeLine', { proposal: gone, reason: WORDS });
  const second = await draftsDecision([gone]);
  expect(await brings(late)).toMatchObject({ outcome: { ok: false, refusal: { code: 'LINE_NOT_READY' } } });
  await deliverAll(office);
  expect(await owed(second, 'authorityHead')).toEqual({ does: 'SignDecision', blocked: [] });
});
