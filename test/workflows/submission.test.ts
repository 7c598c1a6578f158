import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { dateOf } from '../../domain/calendar/local-date.ts';
import { AHEAD } from '../builders/ahead.ts';
import { faultsOf, forgetful } from '../builders/invariants.ts';
import {
  ABOVE,
  above,
  acknowledges,
  draftsSubmission,
  openLevelAbove,
  type SentLine,
  sendsUp,
  takes,
} from '../builders/level-above.ts';
import { ORG, openOffice, person, WORDS } from '../builders/office.ts';
import {
  appraises,
  type Case,
  councilSays,
  draftsDecision,
  must,
  nominates,
  type Play,
  play,
  registered,
  signs,
} from '../builders/play.ts';
import { DAY, round, stage } from '../builders/round.ts';
import { openWorld, type World } from '../builders/world.ts';

/** One submission of nine lines, in parts, between two offices that both run the product; each line has another fate. */
let world: World;
let on: Play;
let receipt: string;
let [taken, voted, refused, returned, recalled, struck, mended, askedBack, misfit]: SentLine[] = [];

beforeAll(async () => {
  world = await openWorld(inject('clusterUrl'), AHEAD, 2);
  on = play(world);
  await openLevelAbove(on);
  const stages = [
    stage('registration'),
    stage('nomination'),
    stage('appraisal'),
    stage('council'),
    stage('submission'),
  ];
  await openOffice(world, [round({ stages })]);
});
afterAll(() => world?.close());

/** A line that the first test has sent. */
function line(sent: SentLine | undefined): SentLine {
  if (sent === undefined) throw new Error('The submission was not sent');
  return sent;
}

async function boardOf({ id }: Case) {
  const found = await world.step.database.query<{ org: string; state: string; unit: string; award: unknown }>(
    'select org_id as org, state, unit, award, marks, pending_act as pending from proposal_board where id = $1',
    [id],
  );
  return found.rows[0];
}

async function readyForSubmission(): Promise<Case> {
  const proposal = await registered(on, { title: 'BK' });
  await nominates(proposal, 'BK');
  await appraises(on, proposal);
  return proposal;
}

function officeAbove(kind: string, body: Parameters<typeof must>[1]['body']) {
  return must(on, { stream: receipt, kind, body: body ?? {}, by: above('standingOffice') });
}

test('a submission goes up whole under its cover letter, less the line that was struck', async () => {
  const cases: Case[] = [];
  for (let count = 0; count < 9; count += 1) cases.push(await readyForSubmission());
  await councilSays(on, cases, 'passed');
  const drafted = await draftsSubmission(on, cases);
  [taken, voted, refused, returned, recalled, struck, mended, askedBack, misfit] = drafted.lines;
  receipt = drafted.receipt;
  const body = { proposal: line(struck).lower.id, reason: WORDS };
  await must(on, { stream: drafted.submission, kind: 'StrikeSubmissionLine', body, by: person('standingOffice') });
  await world.quiet();
  await sendsUp(on, drafted.submission);
  expect(await boardOf(line(struck).lower)).toMatchObject({ state: 'passed' });
  expect(await boardOf(line(taken).lower)).toMatchObject({ state: 'sentUp' });
  expect((await world.client.workflow.getHandle(`${ORG}/${drafted.submission}`).describe()).status.name).toBe(
    'COMPLETED',
  );
});

test('the office above receives the very copy that was signed, and its acknowledgement is heard below', async () => {
  const found = await world.step.database.query<{ sent: string; received: string; lines: number }>(
    `select s.text::jsonb -> 'body' ->> 'copyHash' as sent, r.text::jsonb -> 'body' ->> 'copyHash' as received,
       jsonb_array_length(l.state -> 'lines') as lines
     from event s, event r join list_board l using (org_id, stream) where s.kind = 'SubmissionSent' and r.stream = $1 and r.org_id = $2 and r.kind = 'SubmissionReceived'`,
    [receipt, ABOVE],
  );
  expect(found.rows[0]).toEqual({ sent: found.rows[0]?.received, received: found.rows[0]?.sent, lines: 8 });
  await acknowledges(on, receipt);
  const heard = await world.step.database.query<{ stream: string }>(
    `select stream from event where kind = 'AcknowledgedAbove' order by stream`,
  );
  const all = [taken, voted, refused, returned, recalled, mended, askedBack, misfit];
  const sent = all.map((each) => line(each).lower.stream);
  expect(heard.rows.map(({ stream }) => stream)).toEqual(sent.sort());
});

test('a line taken becomes a proposal of the office above, and its award there is the award below', async () => {
  await takes(on, receipt, [line(taken), line(voted)]);
  const { lower, upper } = line(taken);
  expect(await boardOf(upper)).toMatchObject({ org: ABOVE, state: 'nominated', unit: ORG });
  const people = (role: Parameters<typeof above>[0], id?: string) => above(role, id);
  for (const each of [upper, line(voted).upper]) await appraises(on, each, people);
  await councilSays(on, [upper], 'passed', people);
  await councilSays(on, [line(voted).upper], 'notPassed', people);
  await signs(on, await draftsDecision(on, [upper], people), '77/QĐ-TW', people);
  const award = { number: '77/QĐ-TW', on: dateOf(world.now()) };
  expect(await boardOf(upper)).toMatchObject({ state: 'granted', award });
  expect(await boardOf(lower)).toMatchObject({ org: ORG, state: 'granted', award: { ...award, authority: ABOVE } });
  expect(await boardOf(line(voted).upper)).toMatchObject({ state: 'notPassed' });
  expect(await boardOf(line(voted).lower)).toMatchObject({ state: 'refusedAbove' });
});

test('a line refused above ends below', async () => {
  await officeAbove('RefuseLine', { proposal: line(refused).lower.id, reason: WORDS });
  await world.quiet();
  expect(await boardOf(line(refused).lower)).toMatchObject({ state: 'refusedAbove' });
});

test('a refused line that its authority above opens again waits there again, and may be taken after all', async () => {
  const { lower, upper } = line(refused);
  const complaint = { number: '9/ĐN', on: dateOf(world.now()), file: null };
  const body = { proposal: lower.id, complaint, grounds: WORDS, upheld: true };
  await must(on, { stream: receipt, kind: 'RedecideLine', body, by: above('authorityHead') });
  await world.quiet();
  expect(await boardOf(lower)).toMatchObject({ state: 'sentUp' });
  await takes(on, receipt, [line(refused)]);
  expect(await boardOf(upper)).toMatchObject({ org: ABOVE, state: 'nominated' });
});

test('a line returned for supplement is chased when its date has passed, supplemented, and taken after all', async () => {
  const { lower, upper } = line(returned);
  const dueOn = dateOf(world.now() + 10 * DAY);
  await officeAbove('ReturnLines', { proposals: [lower.id], items: [{ key: 'report', note: WORDS }], dueOn });
  await world.quiet();
  expect(await boardOf(lower)).toMatchObject({ state: 'returnedFromAbove' });
  await world.moveTo(world.now() + 12 * DAY);
  const chased = await world.step.database.query(
    `select text::jsonb -> 'body' ->> 'consequence' as consequence from event where stream = $1 and kind = 'DeadlineMissed'`,
    [lower.stream],
  );
  expect(chased.rows).toEqual([{ consequence: 'escalate' }]);
  await lower.does('standingOffice', 'Supplement', { evidence: [{ key: 'report', hash: 'bb' }] });
  await world.quiet();
  expect(await boardOf(lower)).toMatchObject({ state: 'sentUp' });
  await takes(on, receipt, [line(returned)]);
  expect(await boardOf(upper)).toMatchObject({ org: ABOVE, state: 'nominated' });
});

test('a case that was sent up is withdrawn when its authority asks and the office above grants it', async () => {
  const { lower } = line(recalled);
  await lower.does('authorityHead', 'Withdraw', { reason: WORDS });
  await world.quiet();
  expect(await boardOf(lower)).toMatchObject({ state: 'sentUp' });
  await officeAbove('GrantWithdrawal', { proposal: lower.id });
  await world.quiet();
  expect(await boardOf(lower)).toMatchObject({ state: 'withdrawn' });
});

/** What an upper case's own office does. */
function officeOf(upper: Case, kind: string, body: Parameters<typeof must>[1]['body'] = {}) {
  return must(on, { stream: upper.stream, kind, body, by: above('standingOffice') });
}

test('what a case above returns is supplemented below, and the case goes on at the step that returned it', async () => {
  const { lower, upper } = line(mended);
  await takes(on, receipt, [line(mended)]);
  const today = dateOf(world.now());
  await officeOf(upper, 'Receive', { paperOn: today, filesOn: today });
  const dueOn = dateOf(world.now() + 10 * DAY);
  await officeOf(upper, 'Return', { items: [{ key: 'report', note: WORDS }], dueOn });
  await world.quiet();
  expect(await boardOf(upper)).toMatchObject({ state: 'returned' });
  expect(await boardOf(lower)).toMatchObject({ state: 'returnedFromAbove' });
  await lower.does('standingOffice', 'Supplement', { evidence: [{ key: 'report', hash: 'bb' }] });
  await world.quiet();
  expect(await boardOf(upper)).toMatchObject({ state: 'inAppraisal' });
  expect(await boardOf(lower)).toMatchObject({ state: 'sentUp' });
});

test('a case that lives above already is let go there, or kept, when the authority below asks for it', async () => {
  const { lower, upper } = line(askedBack);
  await lower.does('authorityHead', 'Withdraw', { reason: WORDS });
  await world.quiet();
  await takes(on, receipt, [line(askedBack)]);
  await officeOf(upper, 'DeclineWithdrawal', { reason: WORDS });
  await world.quiet();
  expect(await boardOf(lower)).toMatchObject({ state: 'sentUp', pending: null });
  await lower.does('authorityHead', 'Withdraw', { reason: WORDS });
  await world.quiet();
  await officeOf(upper, 'GrantWithdrawal');
  await world.quiet();
  expect(await boardOf(upper)).toMatchObject({ state: 'withdrawn' });
  expect(await boardOf(lower)).toMatchObject({ state: 'withdrawn' });
});

test('a line that its round cannot take is open again, and may be taken into another', async () => {
  const { upper } = line(misfit);
  await takes(on, receipt, [line(misfit)], 'narrow');
  await takes(on, receipt, [line(misfit)], 'left-out');
  const putBack = await world.step.database.query<{ code: string }>(
    `select text::jsonb -> 'body' ->> 'code' as code from event where stream = $1 and kind = 'LinePutBack' order by seq`,
    [receipt],
  );
  expect(putBack.rows).toEqual([{ code: 'TITLE_NOT_IN_ROUND' }, { code: 'ROUND_NOT_OPEN' }]);
  expect(await boardOf(upper)).toBeUndefined();
  await takes(on, receipt, [line(misfit)]);
  expect(await boardOf(upper)).toMatchObject({ state: 'nominated' });
});

test('the line that was struck goes up with the next letter, to a level that does not run the product', async () => {
  const { lower } = line(struck);
  const { stream } = await must(on, {
    stream: { begins: 'submission' },
    kind: 'DraftSubmission',
    body: { above: null, to: 'Ban Thi đua', lines: [{ proposal: lower.id, upper: line(struck).upper.id }] },
    by: person('standingOffice'),
  });
  await world.quiet();
  await sendsUp(on, stream);
  const answer = { outcome: 'granted', number: '9/QĐ', on: dateOf(world.now()), authority: 'Ban', reported: true };
  await lower.does('standingOffice', 'AnswerFromAbove', answer);
  expect(await boardOf(lower)).toMatchObject({ state: 'granted', marks: ['threshold undetermined', 'reported'] });
});

test('after all of it both ledgers, both boards and all workflows agree', async () => {
  await world.quiet();
  expect(await faultsOf(world.step.database)).toEqual([]);
  expect(await forgetful(world.client, world.step.database)).toEqual([]);
});
