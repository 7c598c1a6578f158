import { expect, test } from 'vitest';
import { continuedFrom, dueAfter } from '../../../domain/calendar/deadline.ts';
import { atTime, endOfDay, type LocalDate } from '../../../domain/calendar/local-date.ts';
import { workingCalendar } from '../../../domain/calendar/working-days.ts';
import type { Term } from '../../../domain/plan/plan.ts';
import { listingsOfProposal } from '../../../domain/proposal/carry.ts';
import type { ProposalCommandKind } from '../../../domain/proposal/commands.ts';
import {
  AFTER_HOLD,
  afterHoldOf,
  offered,
  stoppedClock,
  timerOfCase,
  WHILE_HELD,
} from '../../../domain/proposal/held.ts';
import { findRow } from '../../../domain/proposal/life-table.ts';
import { stageOf } from '../../../domain/proposal/round.ts';
import { isEnd } from '../../../domain/proposal/states.ts';
import { waitsFor } from '../../../domain/proposal/waiting.ts';
import { ALL_ROLES } from '../../../domain/roles.ts';
import { holidayTables } from '../../../rules/holidays.ts';
import { actor, Case, COMMANDS, caseIn, PAST_LETTER, STANDINGS, short, stateOf, WORDS } from '../../builders/case.ts';
import { DAY, round, START, stage } from '../../builders/round.ts';

const calendar = workingCalendar(holidayTables);
const DUE = START + 30 * DAY;
const GRACE = DUE + 100 * DAY;
const HOUR = 3_600_000;

// From the specification, not from the table: what brings a case nearer to a decision, or is one.
const NEARER =
  `Accept Reject AcceptEvidence RecogniseInitiative RefuseInitiative BindInitiative LiftBlock Receive Appraise
  PutOnAgenda Publish CloseNotice RequestOpinion RecordOpinion ListOnDecision ListOnSubmission Supplement DeadlinePassed
  RecordConferral`.split(/\s+/);

/** Whatever an unheld case that stands there takes, asked of it when it is held. */
function askedWhileHeld(standing: (typeof STANDINGS)[number]): { asked: string; wanted: string; got: string }[] {
  const free = caseIn(standing);
  const at = stageOf(free.round, free.state.position.stage)?.kind ?? null;
  return COMMANDS.flatMap((command) =>
    ALL_ROLES.flatMap((role) => {
      const one = caseIn(standing);
      if (!('row' in findRow(command, one.place as never, at, role)) || !one.asks(command, { by: role }).ok) return [];
      const got = short(one.does('Hold').asks(command, { by: role }));
      const asked = `${command} by ${role} in ${standing}`;
      return [{ asked, wanted: wantedOf(command, role), got: typeof got === 'string' ? got : taken(got) }];
    }),
  );
}

function wantedOf(command: ProposalCommandKind, role: string): string {
  if (command === 'RecordResult') return 'Deferred → readyForCouncil';
  const verifies = command === 'EnterScore' && role !== 'unitClerk';
  return NEARER.includes(command) || verifies ? 'HELD' : 'taken';
}

function taken(events: readonly string[]): string {
  return events.length === 1 && events[0]?.startsWith('Deferred') === true ? (events[0] ?? '') : 'taken';
}

// An import that nobody has confirmed yet stands nowhere, and cannot be held there.
test.each(STANDINGS.filter((standing) => !['none', 'importing'].includes(standing) && !isEnd(stateOf(standing))))(
  'in %s a hold refuses what brings the case nearer to a decision, and takes everything else',
  (standing) => {
    const all = askedWhileHeld(standing).filter(({ asked }) => !asked.startsWith('Defer by'));
    expect(all.filter(({ wanted, got }) => wanted !== got)).toEqual([]);
    expect(all.length).toBeGreaterThan(0);
  },
);

test('every command has its line, and each of those that a hold refuses is one that the specification means', () => {
  expect(Object.keys(WHILE_HELD).sort()).toEqual([...COMMANDS].sort());
  expect(COMMANDS.filter((command) => WHILE_HELD[command] === 'refused').sort()).toEqual([...NEARER].sort());
});

test('a hold moves nothing, and its refusal tells the ground, the paper and since when', () => {
  const one = caseIn('nominated');
  const before = one.state.position;
  const since = one.now;
  one.does('Hold');
  expect(one.state.position).toEqual(before);
  const hold = one.state.seq;
  expect(one.asks('Receive')).toEqual({
    ok: false,
    refusal: {
      code: 'HELD',
      rule: 'row 21: nothing brings a held case nearer to a decision',
      facts: { command: 'Receive', hold, ground: WORDS, document: PAST_LETTER, since, holds: [hold] },
    },
  });
  expect(waitsFor(one.state)).toBe('standingOffice');
});

test('what was received before the hold is taken, though it surfaces after it', () => {
  const one = caseIn('nominated');
  const since = one.now + HOUR;
  one.does('Hold', { at: since });
  expect(short(one.asks('Receive', { at: since - 1 }))).toEqual(['Received → inAppraisal']);
  expect(short(one.asks('Receive', { at: since }))).toBe('HELD');
});

test('holds stack and end one by one, and the case is held since the first of them', () => {
  const one = caseIn('nominated').does('Hold');
  const since = one.state.held?.since;
  one.does('Hold', { body: { document: { ...PAST_LETTER, number: '2' } } });
  const [first, second] = one.state.held?.holds ?? [];
  expect(short(one.asks('Release', { body: { hold: 1 } }))).toBe('NOT_HELD');
  one.does('Release', { body: { hold: first?.seq ?? 0 } });
  expect(one.state.held).toMatchObject({ since, holds: [second] });
  expect(short(one.asks('Receive'))).toBe('HELD');
  expect(short(one.asks('Release', { body: { hold: first?.seq ?? 0 } }))).toBe('NOT_HELD');
  one.does('Release', { body: { hold: second?.seq ?? 0 } });
  expect(one.state.held).toBeNull();
  expect(short(one.asks('Receive'))).toEqual(['Received → inAppraisal']);
});

/** A registered case that stands at its checkpoint, two more dates ahead of it. */
function atCheckpoint(change: Parameters<typeof stage>[1] = {}): Case {
  const stages = [
    stage('registration'),
    stage('checkpoint', { dueAt: DUE, onMissed: 'lapse', ...change }),
    stage('checkpoint', { key: 'second', dueAt: DUE + DAY, onMissed: 'lapse' }),
    stage('nomination', { dueAt: GRACE + DAY }),
    stage('appraisal', { serviceTime: { days: 20, unit: 'working' } }),
    stage('decision'),
  ];
  return new Case(round({ stages, closesAt: DUE + 2 * DAY })).does('Submit').does('Confirm').does('Accept');
}

const releasing = (provisional = false) => ({
  facts: { afterHold: { resumed: null, grace: { dueAt: GRACE, provisional } } },
});

test('while it is held no timer acts, and after the release it does again', () => {
  const one = atCheckpoint();
  expect(timerOfCase(one.state)).toBe(DUE);
  one.does('Hold').until(DUE);
  expect(timerOfCase(one.state)).toBeNull();
  expect(short(one.asks('DeadlinePassed'))).toBe('HELD');
  one.does('Release', releasing());
  expect(timerOfCase(one.state)).toBe(GRACE);
  one.until(GRACE).timePasses();
  expect(one.place).toBe('lapsed');
});

test('a fixed date that is still ahead at the release does not move; at its very instant it has passed', () => {
  const releasedAt = (at: number) =>
    atCheckpoint()
      .does('Hold')
      .does('Release', { ...releasing(), at }).state;
  expect(releasedAt(DUE - 1).position).toMatchObject({ dueAt: DUE, onMissed: 'lapse' });
  expect(releasedAt(DUE).position).toMatchObject({ dueAt: GRACE, onMissed: 'lapse', printed: null });
});

test('one that had passed before the hold stays passed: its timer acts after the release', () => {
  const heldAt = (at: number) =>
    atCheckpoint()
      .does('Hold', { at })
      .until(DUE + DAY)
      .does('Release', releasing()).state;
  expect(heldAt(DUE).position.dueAt).toBe(DUE);
  expect(heldAt(DUE - 1).position.dueAt).toBe(GRACE);
  expect(heldAt(DUE).dueSetBy).toBeLessThan(heldAt(DUE).seq);
});

test('dates of stages ahead, and the round’s own end, that passed meanwhile are moved as well, and no others', () => {
  const { opened } = atCheckpoint()
    .does('Hold')
    .until(DUE + DAY)
    .does('Release', releasing()).state;
  const dueAt = (key: string) => opened?.round.stages.find((each) => each.key === key)?.dueAt;
  expect([dueAt('checkpoint'), dueAt('second'), dueAt('nomination')]).toEqual([GRACE, GRACE, GRACE + DAY]);
  expect(opened?.round.closesAt).toBe(DUE + 2 * DAY);
  const closed = atCheckpoint()
    .does('Hold')
    .until(DUE + 2 * DAY)
    .does('Release', releasing());
  expect(closed.state.opened?.round.closesAt).toBe(GRACE);
});

test('a date counted without a holiday table takes nobody’s right away', () => {
  const one = atCheckpoint().does('Hold').until(DUE).does('Release', releasing(true));
  expect(one.state.position).toMatchObject({ dueAt: GRACE, onMissed: 'flag' });
  expect(stageOf(one.state.opened?.round ?? one.round, 'checkpoint')).toMatchObject({
    dueAt: GRACE,
    provisional: true,
  });
  expect(one.until(GRACE).timePasses().place).toBe('inStage');
});

test('what is handed in while a case is held is as late as it was when the hold began', () => {
  const held = atCheckpoint()
    .does('Hold')
    .until(DUE + DAY)
    .does('HandIn');
  expect(held.state.stages.checkpoint).toMatchObject({ late: false });
  // It came to its next stage, whose date has passed too, and which takes its right away by the new one only.
  held.does('Release', releasing());
  expect(held.state.position).toMatchObject({ stage: 'second', dueAt: GRACE, onMissed: 'lapse' });
  const late = atCheckpoint({ onMissed: 'block' }).until(DUE).timePasses().does('Hold').does('HandIn');
  expect(late.state.stages.checkpoint).toMatchObject({ late: true });
});

test('an amendment while it is held takes no date away that has passed meanwhile', () => {
  const one = atCheckpoint().does('Hold').until(DUE).does('Recalendar');
  expect(one.state.position.dueAt).toBe(DUE);
  expect(one.does('Release', releasing()).state.position.dueAt).toBe(GRACE);
});

test('the day of a return is a fixed day', () => {
  const one = caseIn('returned').does('Hold');
  const { dueAt } = one.state.position;
  expect(stoppedClock(one.state)).toBeNull();
  expect(one.does('Release', releasing()).state.position.dueAt).toBe(dueAt);
  one.does('Hold').until(dueAt ?? 0);
  expect(one.does('Release', releasing()).state.position).toMatchObject({ state: 'returned', dueAt: GRACE });
});

test('a service time stops with the first hold and goes on with what was left of it', () => {
  const one = caseIn('inAppraisal');
  const { dueAt } = one.state.position;
  const since = one.now;
  expect(stoppedClock(one.state)).toBeNull();
  one.does('Hold');
  expect(stoppedClock(one.state)).toEqual({ dueAt, unit: 'working', stoppedAt: since });
  const resumed = { dueAt: GRACE, provisional: true };
  one.does('Release', { facts: { afterHold: { resumed, grace: { dueAt: GRACE + DAY, provisional: true } } } });
  expect(one.state.position).toMatchObject({ dueAt: GRACE, onMissed: 'escalate' });
  expect(one.state.dueSetBy).toBe(one.state.seq);
});

test('where a service time runs the date of its stage is not moved, and the clock stops again with the next hold', () => {
  const one = caseIn('inAppraisal');
  const planned = stageOf(one.round, 'appraisal')?.dueAt ?? 0;
  const dueAt = planned + 10 * DAY;
  one.state = { ...one.state, position: { ...one.state.position, dueAt } };
  one.does('Hold').until(planned);
  const resumed = { dueAt: planned + 20 * DAY, provisional: false };
  one.does('Release', { facts: { afterHold: { resumed, grace: resumed } } });
  expect(stageOf(one.state.opened?.round ?? one.round, 'appraisal')?.dueAt).toBe(planned);
  expect(stoppedClock(one.does('Hold').state)).toMatchObject({ dueAt: resumed.dueAt, unit: 'working' });
});

test('a service time that had run out, and the day of an extension, do not go on', () => {
  const late = caseIn('inAppraisal');
  late.until(late.state.position.dueAt ?? 0).does('Hold');
  expect(stoppedClock(late.state)).toBeNull();
  const extended = caseIn('inAppraisal').does('Extend').does('Hold');
  expect(stoppedClock(extended.state)).toBeNull();
});

test('a clock that begins while the case is held begins at its release', () => {
  const one = caseIn('returned').does('Hold').does('Resubmit');
  const confirmedAt = one.now;
  one.does('Confirm');
  expect(one.place).toBe('awaitingAcceptance');
  const stages = one.state.opened?.round.stages.map((each) =>
    each.kind === 'registration' ? { ...each, serviceTime: { days: 20, unit: 'working' as const } } : each,
  );
  const { opened } = one.state;
  if (opened === null || stages === undefined) throw new Error('The case has not begun');
  const withTerm = { ...one.state, opened: { ...opened, round: { ...opened.round, stages } } };
  expect(stoppedClock(withTerm)?.stoppedAt).toBe(confirmedAt);
});

const noonOf = (day: LocalDate) => atTime(day, '12:00');

test('what was left is counted on in its own unit, and neither the day of the hold nor that of the release counts', () => {
  // Twenty working days from Monday the first of March 2021 end on the 29th.
  const { dueAt } = dueAfter(noonOf('2021-03-01'), { days: 20, unit: 'working' }, calendar);
  const on = (stopped: LocalDate, resumed: LocalDate, unit: 'working' | 'calendar' = 'working') =>
    continuedFrom(noonOf(resumed), { dueAt, unit, stoppedAt: noonOf(stopped) }, calendar);
  expect(dueAt).toBe(endOfDay('2021-03-29'));
  expect(on('2021-03-01', '2021-03-01').lastDayOn).toBe('2021-03-29');
  // Held on Friday the 26th one working day is left; released on a Wednesday it is Thursday.
  expect(on('2021-03-26', '2021-04-07').lastDayOn).toBe('2021-04-08');
  // On the last day nothing is left but the day of the release.
  expect(on('2021-03-29', '2021-04-07').lastDayOn).toBe('2021-04-07');
  // In calendar days the three of the weekend and the Monday.
  expect(on('2021-03-26', '2021-04-06', 'calendar').lastDayOn).toBe('2021-04-09');
  expect(on('2021-03-01', '2021-03-01').provisional).toBeNull();
  expect(on('2021-03-26', '2031-04-07').provisional).toEqual({ missingYears: [2031] });
});

test('five working days after the release, where the plan does not say otherwise', () => {
  expect(afterHoldOf(caseIn('inAppraisal').state)).toEqual({ days: 5, unit: 'working' });
  expect(dueAfter(noonOf('2021-04-01'), AFTER_HOLD, calendar).lastDayOn).toBe('2021-04-08');
});

test('what the plan says of it is pinned with the round, and an amendment that says otherwise holds from then on', () => {
  const ten = { days: 10, unit: 'calendar' } as const;
  const one = caseIn('inAppraisal');
  const { round: pinned } = one.state.opened ?? {};
  if (pinned === undefined) throw new Error('The case has not begun');
  const amendedTo = (planVersion: number, afterHold?: Term) =>
    one.does('Recalendar', {
      facts: { round: { ...pinned, planVersion, ...(afterHold === undefined ? {} : { afterHold }) } },
    });
  expect(afterHoldOf(amendedTo(2, ten).state)).toEqual(ten);
  expect(afterHoldOf(amendedTo(3, { days: 3, unit: 'working' }).state)).toEqual({ days: 3, unit: 'working' });
});

test('a result that reaches a held case defers it, with the hold as its reason, and the agenda lets it go', () => {
  const one = caseIn('onAgenda').does('Hold');
  const before = one.state;
  const hold = before.seq;
  expect(short(one.asks('RecordResult', { body: { session: 'session/other' } }))).toBe('LINE_UNKNOWN');
  one.does('RecordResult', { body: { outcome: 'notPassed' } });
  const last = one.events.at(-1);
  if (last === undefined) throw new Error('Nothing happened');
  expect(last).toMatchObject({ kind: 'Deferred', body: { session: 'session/1', reason: WORDS, hold } });
  expect(one.state).toMatchObject({ position: { state: 'readyForCouncil' }, listing: null, tallied: false });
  expect(listingsOfProposal(before, last)).toEqual([
    { proposal: 'case-1', kind: 'session', list: 'session/1', status: 'void' },
  ]);
});

test('a result that was confirmed before the hold stands', () => {
  const one = caseIn('onAgenda');
  const since = one.now + HOUR;
  one.does('Hold', { at: since });
  expect(short(one.asks('RecordResult', { at: since - 1 }))).toEqual(['ResultRecorded → inStage']);
  expect(short(one.asks('RecordResult', { at: since }))).toEqual(['Deferred → readyForCouncil']);
});

test('a result that was confirmed while the case was held defers it, though it comes after the release', () => {
  const one = caseIn('onAgenda').does('Hold');
  const met = one.now;
  const hold = one.state.seq;
  one.until(met + 2 * DAY).does('Release');
  const late = one.asks('RecordResult', { at: met });
  expect(late).toMatchObject({ ok: true, events: [{ kind: 'Deferred', body: { hold } }] });
  expect(short(one.asks('RecordResult', { at: met + 2 * DAY }))).toEqual(['ResultRecorded → inStage']);
});

test('a hold outlasts an end that is undone', () => {
  const one = caseIn('inStage/nomination').does('Hold').does('NotNominate').does('ConfirmAct');
  expect(one.place).toBe('notNominated');
  expect(short(one.asks('Release'))).toBe('OUT_OF_ORDER');
  one.does('Reinstate').does('ConfirmAct', { by: 'councilChair' });
  expect(one.state.held).not.toBeNull();
  expect(short(one.asks('Release'))).toEqual(['Released → inStage']);
});

test('the conferral of a held award waits, and nobody is waited for', () => {
  const one = caseIn('granted').does('Hold');
  expect(short(one.asks('RecordConferral'))).toBe('HELD');
  expect(waitsFor(one.state)).toBeNull();
  one.does('Release');
  expect(short(one.asks('RecordConferral'))).toEqual(['ConferralRecorded → conferred']);
});

test('a screen offers a release of what is held, and nothing that the hold refuses', () => {
  expect(offered(['Accept', 'Return', 'Release', 'EnterScore'], true)).toEqual(['Return', 'Release', 'EnterScore']);
  expect(offered(['Accept', 'Return', 'Release', 'EnterScore'], false)).toEqual(['Accept', 'Return', 'EnterScore']);
});

test('only the standing office holds a case and lets it go', () => {
  const clerk = actor('unitHead');
  expect(short(caseIn('nominated').asks('Hold', { by: clerk }))).toBe('WRONG_ROLE');
  expect(short(caseIn('nominated').does('Hold').asks('Release', { by: clerk }))).toBe('WRONG_ROLE');
});
