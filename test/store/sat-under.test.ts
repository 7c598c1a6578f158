import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { addDays, dateOf, type LocalDate } from '../../domain/calendar/local-date.ts';
import { officeStream } from '../../store/reads/office-stream.ts';
import { councilOf, councilRound, HALF_OF_ELEVEN } from '../builders/council.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, ORG, openOffice, person, WORDS } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { DAY } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;
let council: ReturnType<typeof councilOf>;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  council = councilOf(office);
  await openOffice(office, [councilRound('annual')], {}, HALF_OF_ELEVEN);
});
afterAll(() => db?.close());

/** Of so many members, in force from a day; the number of its event. */
async function constituted(members: number, fromOn: string): Promise<number> {
  const seats = Array.from({ length: members }, (_, index) => (index === 0 ? 'chair' : 'member'));
  const body = {
    council: 'emulation',
    members: seats.map((seat) => ({ name: WORDS, person: null, seat, votes: true, standing: true })),
    fromOn,
    document: { number: '3/QĐ', on: '2021-01-04', file: null },
  };
  const by = person('standingOffice');
  const stream = officeStream(ORG);
  const { outcome } = await act(office, { stream, kind: 'ConstituteCouncil', body, by, key: newKey('constitute') });
  return outcome.ok ? outcome.seq : 0;
}

async function called(): Promise<{ session: string; proposal: string }> {
  const proposal = await council.ready('annual');
  const session = await council.calls([proposal]);
  await deliverAll(office);
  return { session, proposal };
}

async function confirmed(session: string) {
  const found = await db.database.query<{ outcome: string; base: number; under: number | null; facts: object }>(
    `select text::jsonb #>> '{body,lines,0,outcome}' as outcome, (text::jsonb #>> '{body,lines,0,verdict,base}')::int as base,
       (text::jsonb #>> '{body,satUnder}')::int as under, text::jsonb #> '{facts,sitting}' as facts
     from event where stream = $1 and kind = 'ResultConfirmed'`,
    [session],
  );
  return found.rows[0];
}

/** Five votes for of eleven cast; the session was held on 4 January. */
async function result(): Promise<{ session: string }> {
  const { session, proposal } = await called();
  await council.enters(session, { [proposal]: 5 });
  await council.confirms(session);
  return { session };
}

test('with no constitution on record a session is judged as before, and names none', async () => {
  const { session } = await result();
  expect(await confirmed(session)).toEqual({ outcome: 'notPassed', base: 11, under: null, facts: null });
});

test('a session is judged by the constitution in force on its own day, and names it; what was decided before stays', async () => {
  const before = await result();
  const was = await confirmed(before.session);
  const first = await constituted(12, '2021-01-01');
  expect(await confirmed(before.session)).toEqual(was);
  const later = await constituted(30, '2021-01-05');
  const { session } = await result();
  expect(await confirmed(session)).toEqual({
    outcome: 'notPassed',
    base: 12,
    under: first,
    facts: { constitution: first, seats: 12 },
  });
  expect(later).toBeGreaterThan(first);
});

test('minutes with more members than the council has are refused, by a renewal that is entered meanwhile too', async () => {
  const { session, proposal } = await called();
  await council.enters(session, { [proposal]: 5 });
  await constituted(10, '2021-01-03');
  const confirms = { stream: session, kind: 'ConfirmResult', body: { act: 2 }, by: person('councilChair') };
  expect((await act(office, { ...confirms, key: newKey('confirm') })).outcome).toMatchObject({
    refusal: { code: 'TALLY_IMPOSSIBLE', facts: { lines: [{ members: 11, seats: 10 }] } },
  });
});

const sessionOn = (heldOn: string, proposal: string) => ({
  stream: { begins: 'session' },
  kind: 'CallSession',
  body: { meeting: 'meeting', heldOn, proposals: [proposal] },
  by: person('councilSecretary'),
  key: newKey('session'),
});

test('an older and smaller council is not chosen by a day before the case was received for appraisal', async () => {
  await constituted(3, '2020-01-01');
  const proposal = await council.ready('annual');
  expect((await act(office, sessionOn('2020-06-01', proposal))).outcome).toMatchObject({
    refusal: { code: 'DAY_BEFORE', facts: { lines: [{ proposal, reachedOn: '2021-01-04' }] } },
  });
  const { outcome, stream } = await act(office, sessionOn('2021-01-04', proposal));
  expect(outcome).toMatchObject({ ok: true });
  const called = await db.database.query<{ line: object }>(
    `select text::jsonb #> '{facts,lines,0}' as line from event where stream = $1`,
    [stream],
  );
  expect(called.rows[0]?.line).toMatchObject({ proposal, reachedOn: '2021-01-04' });
});

test('a case that came in from paper is bound by the last paper that brought it to its council, not by its entry', async () => {
  const id = await draft(office, { round: 'annual', byOffice: true });
  const stream = `proposal/${id}`;
  const papers = ['2020-12-30', '2021-01-02', '2020-12-31'].map((on) => ({ number: '7/TTr', on, file: null }));
  const body = { draft: id, rowVersion: 1, stage: 'council', references: papers };
  await council.must(stream, 'Import', body, person('standingOffice'));
  await council.must(stream, 'ConfirmAct', { act: 1 }, person('councilChair'));
  expect((await act(office, sessionOn('2021-01-01', id))).outcome).toMatchObject({
    refusal: { code: 'DAY_BEFORE', facts: { lines: [{ proposal: id, reachedOn: '2021-01-02' }] } },
  });
  expect((await act(office, sessionOn('2021-01-02', id))).outcome).toMatchObject({ ok: true });
});

test('a corrected result names the constitution that it was judged by again, which may not be the one of the first', async () => {
  const first = await constituted(15, '2021-01-04');
  const { session, proposal } = await called();
  await council.enters(session, { [proposal]: 5 });
  await council.confirms(session);
  const renewed = await constituted(11, '2021-01-04');
  const absentInWriting = { for: 0, against: 0 };
  const tally = { members: 11, for: 6, against: 5, blank: 0, absentInWriting, secret: true };
  const line = { proposal, tally, minutesSay: 'passed', reason: WORDS };
  await council.must(session, 'CorrectResult', line, person('councilSecretary'));
  await council.must(session, 'ConfirmCorrection', { act: 4 }, person('councilChair'));
  expect(await satUnder(session)).toEqual([
    { kind: 'ResultConfirmed', under: first, sitting: { constitution: first, seats: 15 } },
    { kind: 'CorrectionConfirmed', under: renewed, sitting: { constitution: renewed, seats: 11 } },
  ]);
  const shown = await db.database.query<{ state: object }>('select state from list_board where stream = $1', [session]);
  expect(shown.rows[0]?.state).toMatchObject({ satUnder: first, corrected: [{ satUnder: renewed }] });
});

async function satUnder(session: string): Promise<object[]> {
  const found = await db.database.query<{ kind: string; under: number | null; sitting: object }>(
    `select kind, (text::jsonb #>> '{body,satUnder}')::int as under, text::jsonb #> '{facts,sitting}' as sitting
     from event where stream = $1 and kind in ('ResultConfirmed', 'CorrectionConfirmed') order by seq`,
    [session],
  );
  return found.rows;
}

describe('an older council is not chosen either by a day before what brought a case there again', () => {
  const refusedFrom = (proposal: string, reachedOn: string) => ({
    refusal: { code: 'DAY_BEFORE', facts: { lines: [{ proposal, reachedOn }] } },
  });
  const asks = async (heldOn: string, proposal: string) => (await act(office, sessionOn(heldOn, proposal))).outcome;

  /** Before a session of that day, whose result is typed in so many days later: votes for, or null where it defers. */
  async function heard(proposal: string, heldOn: LocalDate, votesFor: number | null, daysLater = 0) {
    const { stream } = await act(office, sessionOn(heldOn, proposal));
    await deliverAll(office);
    office.clock.now += daysLater * DAY;
    await council.enters(stream, { [proposal]: votesFor });
    await council.confirms(stream);
    await deliverAll(office);
  }

  test('a case that a complaint brought back is before no session of a day on which it stood as failed', async () => {
    const proposal = await council.ready('annual');
    const failedOn = dateOf(office.clock.now);
    await heard(proposal, failedOn, 0);
    office.clock.now += 30 * DAY;
    const complaint = { number: '7', on: addDays(failedOn, 20), file: null };
    const redecided = { complaint, grounds: WORDS, stage: 'council' };
    await council.must(`proposal/${proposal}`, 'Redecide', redecided, person('authorityHead'));
    expect(await asks(addDays(complaint.on, -1), proposal)).toMatchObject(refusedFrom(proposal, complaint.on));
    expect(await asks(complaint.on, proposal)).toMatchObject({ ok: true });
  });

  test('a case that was deferred is before no session of a day before that one, and may be before two of one day', async () => {
    const proposal = await council.ready('annual');
    const deferredOn = addDays(dateOf(office.clock.now), 5);
    await heard(proposal, deferredOn, null, 20);
    expect(await asks(addDays(deferredOn, -1), proposal)).toMatchObject(refusedFrom(proposal, deferredOn));
    expect(await asks(deferredOn, proposal)).toMatchObject({ ok: true });
  });

  test('sessions that are all typed in late are taken as they were held', async () => {
    const proposal = await council.ready('annual');
    const [first, second] = [addDays(dateOf(office.clock.now), 6), addDays(dateOf(office.clock.now), 16)];
    office.clock.now += 40 * DAY;
    await heard(proposal, first, null);
    expect(await asks(second, proposal)).toMatchObject({ ok: true });
  });
});
