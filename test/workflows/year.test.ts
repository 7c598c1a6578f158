import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { dateOf } from '../../domain/calendar/local-date.ts';
import { AHEAD } from '../builders/ahead.ts';
import { faultsOf, forgetful } from '../builders/invariants.ts';
import { ORG, openOffice, person, WORDS } from '../builders/office.ts';
import {
  appraises,
  type Case,
  callsSession,
  draftsDecision,
  handsIn,
  must,
  nominates,
  type Play,
  play,
  registered,
  report,
  scores,
  signs,
  submitted,
  votes,
} from '../builders/play.ts';
import { DAY, round, stage } from '../builders/round.ts';
import { openWorld, type World } from '../builders/world.ts';

/** One year of one round with a stage of every kind on its way, told from January to December: the tests are its chapters. */
const day = (days: number) => AHEAD + days * DAY;

const wholeYear = round({
  stages: [
    stage('registration', { dueAt: day(30) }),
    stage('checkpoint', { key: 'q1', dueAt: day(90), onMissed: 'flag' }),
    stage('checkpoint', { key: 'q2', dueAt: day(120), onMissed: 'escalate' }),
    stage('review', { key: 'half', dueAt: day(150), onMissed: 'block', acceptance: 'office' }),
    stage('initiative', { dueAt: day(180) }),
    stage('checkpoint', { key: 'q3', dueAt: day(210), onMissed: 'lapse' }),
    stage('scoring', { dueAt: day(240) }),
    stage('nomination', { dueAt: day(270) }),
    stage('publicNotice', { noticeDays: 5 }),
    stage('appraisal', { serviceTime: { days: 20, unit: 'working' } }),
    stage('council'),
    stage('partyOpinion', { onSilence: 'wait' }),
    stage('concurrence', { onSilence: 'goOn' }),
    stage('decision', { route: 'here' }),
  ],
});

type Name = 'diligent' | 'tardy' | 'lapsing' | 'returned' | 'withdrawing' | 'failing' | 'rejected';

let world: World;
let on: Play;
let cases: Record<Name, Case>;

beforeAll(async () => {
  world = await openWorld(inject('clusterUrl'), AHEAD);
  on = play(world);
  await openOffice(world, [wholeYear]);
});
afterAll(() => world?.close());

async function boardOf({ id }: Case) {
  const found = await world.step.database.query<{ state: string; stage: string; marks: string[]; missed: number }>(
    'select state, stage, marks, missed, still_owed as owed from proposal_board where id = $1',
    [id],
  );
  return found.rows[0];
}

async function consequencesOf({ stream }: Case) {
  const found = await world.step.database.query<{ what: string }>(
    `select coalesce(body ->> 'stage', 'step') || ' ' || (body ->> 'consequence') || ' at ' || (body ->> 'dueAt') as what
     from (select seq, kind, text::jsonb -> 'body' as body from event where stream = $1) as e where kind = 'DeadlineMissed' order by seq`,
    [stream],
  );
  return found.rows.map(({ what }) => what);
}

async function statusOf({ stream }: Case) {
  return (await world.client.workflow.getHandle(`${ORG}/${stream}`).describe()).status.name;
}

test('in January units register, the office returns one dossier and rejects another', async () => {
  cases = {
    diligent: await registered(on),
    tardy: await registered(on),
    lapsing: await registered(on),
    returned: await submitted(on),
    withdrawing: await registered(on),
    failing: await registered(on),
    rejected: await submitted(on),
  };
  await cases.returned.does('unitHead', 'Confirm');
  await cases.returned.does('standingOffice', 'Return', {
    items: [{ key: 'report', note: WORDS }],
    dueOn: dateOf(day(10)),
  });
  await cases.rejected.does('unitHead', 'Confirm');
  await cases.rejected.does('standingOffice', 'Reject', { rule: 'LTDKT 2022', reason: WORDS });
  expect(await boardOf(cases.rejected)).toMatchObject({ state: 'rejected' });
  expect(await statusOf(cases.rejected)).toBe('COMPLETED');

  await world.moveTo(day(12));
  expect(await consequencesOf(cases.returned)).toEqual([expect.stringMatching(/^step escalate/)]);
  await cases.returned.does('unitClerk', 'Resubmit', { rowVersion: 1 });
  await cases.returned.does('unitHead', 'Confirm');
  expect(await boardOf(cases.returned)).toMatchObject({ state: 'awaitingAcceptance', stage: 'registration' });
  await cases.returned.does('standingOffice', 'Accept');
});

test('a checkpoint missed is flagged, the next one escalated, and the case goes on owing both', async () => {
  const { diligent, tardy, lapsing, returned, withdrawing, failing } = cases;
  for (const each of [diligent, lapsing, returned, withdrawing, failing]) await handsIn(each, 'q1');
  await world.moveTo(day(91));
  expect(await boardOf(tardy)).toEqual({ state: 'inStage', stage: 'q2', marks: [], missed: 1, owed: ['q1'] });
  for (const each of [diligent, lapsing, returned, withdrawing, failing]) await handsIn(each, 'q2');
  await world.moveTo(day(121));
  expect(await boardOf(tardy)).toEqual({ state: 'inStage', stage: 'half', marks: [], missed: 2, owed: ['q1', 'q2'] });
  await handsIn(tardy, 'q1');
  expect(await boardOf(tardy)).toMatchObject({ stage: 'half', marks: ['late'], owed: ['q2'] });
  expect(await boardOf(diligent)).toEqual({ state: 'inStage', stage: 'half', marks: [], missed: 0, owed: [] });
});

test('a review missed blocks the way until it is handed in or the block is lifted; returned evidence is handed in again', async () => {
  const { diligent, tardy, lapsing, returned, withdrawing, failing } = cases;
  for (const each of [diligent, returned, withdrawing, failing]) await handsIn(each, 'half');
  await diligent.does('standingOffice', 'ReturnEvidence', { stage: 'half', items: [{ key: 'report', note: WORDS }] });
  await handsIn(diligent, 'half');
  for (const each of [diligent, returned, withdrawing, failing])
    await each.does('standingOffice', 'AcceptEvidence', { stage: 'half' });
  await world.moveTo(day(151));
  expect(await boardOf(tardy)).toMatchObject({ state: 'inStage', stage: 'half', missed: 3, owed: ['q2', 'half'] });
  expect(await boardOf(lapsing)).toMatchObject({ state: 'inStage', stage: 'half', missed: 1, owed: ['half'] });
  expect(await tardy.tries('unitClerk', 'HandIn', { stage: 'q3', evidence: report })).toMatchObject({
    ok: false,
    refusal: { code: 'STAGE_NOT_OWED' },
  });
  await handsIn(tardy, 'half');
  await tardy.does('standingOffice', 'AcceptEvidence', { stage: 'half' });
  await lapsing.does('standingOffice', 'LiftBlock', { stage: 'half', reason: WORDS });
  expect(await boardOf(tardy)).toMatchObject({ stage: 'initiative', owed: ['q2'] });
  expect(await boardOf(lapsing)).toMatchObject({ stage: 'initiative', owed: ['half'] });
});

test('an initiative is recognised by its council and bound by the office, or refused, or missed', async () => {
  const { diligent, tardy, lapsing, returned, withdrawing, failing } = cases;
  for (const each of [diligent, lapsing, returned, withdrawing, failing]) await handsIn(each, 'initiative');
  const recognised = { stage: 'initiative', scope: 'district', number: '7', on: dateOf(world.now()) };
  await diligent.does('initiativeCouncil', 'RecogniseInitiative', recognised);
  await diligent.does('standingOffice', 'BindInitiative', { stage: 'initiative' });
  for (const each of [lapsing, returned, withdrawing, failing])
    await each.does('initiativeCouncil', 'RefuseInitiative', { stage: 'initiative', reason: WORDS });
  await world.moveTo(day(181));
  expect(await boardOf(tardy)).toMatchObject({ stage: 'q3', missed: 4, owed: ['q2', 'initiative'] });
});

test('a case that lapsed is over; two people reinstate it, and its workflow, which had ended, goes on from that very step', async () => {
  const { diligent, tardy, lapsing, returned, withdrawing, failing } = cases;
  for (const each of [diligent, tardy, returned, withdrawing, failing]) await handsIn(each, 'q3');
  await world.moveTo(day(211));
  expect(await boardOf(lapsing)).toMatchObject({ state: 'lapsed', stage: 'q3' });
  expect(await statusOf(lapsing)).toBe('COMPLETED');
  const { seq: act } = await lapsing.does('standingOffice', 'Reinstate', { reason: WORDS });
  expect(await lapsing.tries('standingOffice', 'ConfirmAct', { act })).toMatchObject({
    ok: false,
    refusal: { code: 'SAME_PERSON' },
  });
  await lapsing.does('councilChair', 'ConfirmAct', { act });
  expect(await boardOf(lapsing)).toMatchObject({ state: 'inStage', stage: 'q3' });
  expect(await statusOf(lapsing)).toBe('RUNNING');
  await handsIn(lapsing, 'q3');
  expect(await boardOf(lapsing)).toMatchObject({ state: 'inStage', stage: 'scoring' });
});

test('units score and nominate; one does not nominate, and one nominates after the window and is marked', async () => {
  const { diligent, tardy, lapsing, returned, withdrawing, failing } = cases;
  for (const each of [diligent, lapsing, returned, withdrawing, failing]) await scores(each);
  await world.moveTo(day(241));
  expect(await boardOf(tardy)).toMatchObject({ stage: 'nomination', missed: 5 });
  await tardy.does('unitClerk', 'EnterScore', { stage: 'scoring', as: 'self', score: 80, reason: null });
  await tardy.does('standingOffice', 'EnterScore', { stage: 'scoring', as: 'verified', score: 78, reason: WORDS });
  for (const each of [diligent, lapsing, withdrawing, failing]) await nominates(each);
  const { seq: act } = await returned.does('unitClerk', 'NotNominate', { reason: WORDS });
  await returned.does('unitHead', 'ConfirmAct', { act });
  expect(await boardOf(returned)).toMatchObject({ state: 'notNominated' });
  await world.moveTo(day(271));
  expect(await boardOf(tardy)).toMatchObject({ state: 'inStage', stage: 'nomination', missed: 6 });
  await nominates(tardy);
  expect(await boardOf(tardy)).toMatchObject({ stage: 'publicNotice', marks: ['late'] });
});

test('the list is shown to the public for its days, comments are kept, and it closes when they are over', async () => {
  const candidates = [cases.diligent, cases.tardy, cases.lapsing, cases.withdrawing, cases.failing];
  const publish = { stage: 'publicNotice', from: dateOf(day(271)), to: dateOf(day(276)) };
  for (const each of candidates) await each.does('standingOffice', 'Publish', publish);
  await cases.diligent.does('standingOffice', 'RecordComment', { stage: 'publicNotice', comment: WORDS });
  const close = { stage: 'publicNotice', report: WORDS };
  expect(await cases.diligent.tries('standingOffice', 'CloseNotice', close)).toMatchObject({
    ok: false,
    refusal: { code: 'NOTICE_STILL_RUNNING' },
  });
  await world.moveTo(day(278));
  for (const each of candidates) await each.does('standingOffice', 'CloseNotice', close);
  for (const each of candidates) expect(await boardOf(each)).toMatchObject({ state: 'nominated', stage: 'appraisal' });
});

test('the office appraises within its service time or is chased; a case withdrawn from the agenda is not voted on', async () => {
  const { diligent, tardy, lapsing, withdrawing, failing } = cases;
  for (const each of [diligent, lapsing, withdrawing, failing]) await appraises(on, each);
  const received = dateOf(world.now());
  await tardy.does('standingOffice', 'Receive', { paperOn: received, filesOn: received });
  await world.moveTo(day(320));
  expect((await consequencesOf(tardy)).at(-1)).toMatch(/^step escalate/);
  const against = { finding: 'against', grounds: WORDS, rule: null };
  await tardy.does(person('standingOffice', 'appraiser'), 'Appraise', against);

  const session = await callsSession(on, [diligent, tardy, lapsing, withdrawing, failing]);
  await withdrawing.does('unitHead', 'Withdraw', { reason: WORDS });
  expect(await boardOf(withdrawing)).toMatchObject({ state: 'withdrawn' });
  await votes(on, session, [
    [diligent, 'passed'],
    [tardy, 'deferred'],
    [lapsing, 'passed'],
    [withdrawing, 'passed'],
    [failing, 'notPassed'],
  ]);
  expect(await boardOf(withdrawing)).toMatchObject({ state: 'withdrawn' });
  expect(await boardOf(failing)).toMatchObject({ state: 'notPassed' });
  expect(await boardOf(tardy)).toMatchObject({ state: 'readyForCouncil', stage: 'council' });
  await votes(on, await callsSession(on, [tardy]), [[tardy, 'passed']]);
  expect(await boardOf(tardy)).toMatchObject({ state: 'inStage', stage: 'partyOpinion' });
});

test('an opinion is waited for; where the plan lets silence go on, the case goes on when its date has passed', async () => {
  const passed = [cases.diligent, cases.tardy, cases.lapsing];
  for (const each of passed) {
    await each.does('standingOffice', 'RequestOpinion', { stage: 'partyOpinion', body: 'uy', dueOn: dateOf(day(325)) });
  }
  const answers = (each: Case, opinion: string) =>
    each.does('standingOffice', 'RecordOpinion', { stage: 'partyOpinion', opinion, document: null });
  await answers(cases.diligent, 'agrees');
  await world.moveTo(day(327));
  for (const each of [cases.tardy, cases.lapsing])
    expect(await boardOf(each)).toMatchObject({ state: 'inStage', stage: 'partyOpinion' });
  await answers(cases.tardy, 'differs');
  await answers(cases.lapsing, 'agrees');
  const ask = { stage: 'concurrence', body: 'mat-tran', dueOn: dateOf(day(335)) };
  for (const each of passed) await each.does('standingOffice', 'RequestOpinion', ask);
  const agrees = { stage: 'concurrence', opinion: 'agrees', document: null };
  await cases.diligent.does('standingOffice', 'RecordOpinion', agrees);
  await world.moveTo(day(337));
  for (const each of passed) expect(await boardOf(each)).toMatchObject({ state: 'passed', stage: 'decision' });
});

test('a decision is signed whole and numbered once; a line struck from it is listed again, and a declined one ends', async () => {
  const { diligent, tardy, lapsing } = cases;
  const decision = await draftsDecision(on, [diligent, tardy, lapsing]);
  expect(await boardOf(diligent)).toMatchObject({ state: 'onDecision' });
  for (const { id } of [tardy, lapsing]) {
    const body = { proposal: id, reason: WORDS };
    await must(on, { stream: decision, kind: 'StrikeLine', body, by: person('standingOffice') });
  }
  await world.quiet();
  await signs(on, decision, '120/QĐ-UBND');
  expect(await boardOf(diligent)).toMatchObject({ state: 'granted', marks: ['threshold undetermined'] });
  expect(await statusOf(diligent)).toBe('COMPLETED');

  await signs(on, await draftsDecision(on, [tardy]), '121/QĐ-UBND');
  expect(await boardOf(tardy)).toMatchObject({ state: 'granted', owed: expect.arrayContaining(['q2', 'initiative']) });
  const declined = await draftsDecision(on, [lapsing]);
  const body = { reason: WORDS };
  await must(on, { stream: declined, kind: 'DeclineDecision', body, by: person('authorityHead') });
  await world.quiet();
  expect(await boardOf(lapsing)).toMatchObject({ state: 'declined' });
});

test('when the year is over every consequence stands once, at its own instant, and all workflows have ended', async () => {
  await world.moveTo(day(365));
  // The end of a notice is told as a date that passed, since it can only be closed afterwards.
  expect((await consequencesOf(cases.diligent)).filter((each) => !each.startsWith('publicNotice'))).toEqual([]);
  expect((await consequencesOf(cases.tardy)).slice(0, 6)).toEqual([
    `q1 flag at ${day(90)}`,
    `q2 escalate at ${day(120)}`,
    `half block at ${day(150)}`,
    `initiative flag at ${day(180)}`,
    `scoring flag at ${day(240)}`,
    `nomination flag at ${day(270)}`,
  ]);
  expect((await consequencesOf(cases.lapsing)).slice(0, 2)).toEqual([
    `half block at ${day(150)}`,
    `q3 lapse at ${day(210)}`,
  ]);
  for (const each of Object.values(cases)) expect(await statusOf(each)).toBe('COMPLETED');
  expect(await faultsOf(world.step.database)).toEqual([]);
  expect(await forgetful(world.client, world.step.database)).toEqual([]);
});
