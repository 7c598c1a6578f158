import { expect, test } from 'vitest';
import { addDays, dateOf, startOfDay } from '../../../domain/calendar/local-date.ts';
import { isReaching, type Reached, reachedAfter, reachedOn } from '../../../domain/proposal/reached-on.ts';
import type { Paper } from '../../../domain/text.ts';
import { actor, Case, PAST_LETTER, WORDS } from '../../builders/case.ts';
import { DAY, round, START, stage } from '../../builders/round.ts';

const TODAY = dateOf(START);
const second = { by: actor('standingOffice', { id: 'second' }) };
const paperOf = (on: string) => ({ number: '3/CV', on, file: null });

/** The day by the case's own events; its sessions were held on these days. */
function reached({ events }: Case, held: Readonly<Record<string, string>> = {}): string | null {
  const found = events.filter(isReaching).reduce<Reached | null>(reachedAfter, null);
  return found === null ? null : reachedOn(found, (session) => held[session] ?? null);
}

/** A case that came in from paper at this kind of stage, which the council follows. */
function importedAt(kind: 'publicNotice' | 'concurrence' | 'council', typedAt = START): Case {
  const stages = [stage('appraisal'), stage('publicNotice'), stage('concurrence'), stage('council'), stage('decision')];
  const kept = stages.filter((each) => each.kind === kind || !['publicNotice', 'concurrence'].includes(each.kind));
  return new Case(round({ stages: kept }))
    .until(typedAt)
    .does('Import', { body: { stage: kind } })
    .does('ConfirmAct', second);
}

const heardIn = (one: Case, session: string) => one.does('PutOnAgenda', { body: { session, line: 1 } });

test('a case reaches its council by its last paper, and when that was typed in is nothing to it', () => {
  expect(reached(importedAt('council', START + 30 * DAY))).toBe(PAST_LETTER.on);
});

test('a notice reaches to the end of its last day, and is closed on no earlier one', () => {
  const one = importedAt('publicNotice').does('Publish', { body: { from: TODAY, to: addDays(TODAY, 6) } });
  expect(reached(one)).toBe(PAST_LETTER.on);
  one.until(startOfDay(addDays(TODAY, 20))).does('CloseNotice');
  expect(one.place).toBe('readyForCouncil');
  expect(reached(one)).toBe(addDays(TODAY, 7));
});

test('an opinion reaches by the day of its paper, and by no day where it has none', () => {
  const opinion = (document: Paper | null) =>
    importedAt('concurrence')
      .does('RequestOpinion')
      .does('RecordOpinion', { body: { document }, at: START + 20 * DAY });
  expect(reached(opinion(paperOf(addDays(TODAY, 3))))).toBe(addDays(TODAY, 3));
  expect(reached(opinion(null))).toBe(PAST_LETTER.on);
});

test('a paper of a day that had not come when it was typed in keeps no case from its council beyond that day', () => {
  const one = importedAt('concurrence').does('RequestOpinion');
  one.does('RecordOpinion', { body: { document: paperOf(addDays(TODAY, 900)) } });
  expect(reached(one)).toBe(TODAY);
});

test('what a session deferred is before no session of an earlier day, whenever that was typed in', () => {
  const one = heardIn(importedAt('council', START + 30 * DAY), 'session/1').does('Defer');
  expect(reached(one, { 'session/1': '2021-01-10' })).toBe('2021-01-10');
  heardIn(one, 'session/2').does('Defer');
  expect(reached(one, { 'session/1': '2021-01-10', 'session/2': '2021-01-20' })).toBe('2021-01-20');
});

test('so is what a session voted on, though a hold kept its vote away', () => {
  const one = heardIn(importedAt('council'), 'session/1').does('Hold').does('RecordResult');
  expect(one.place).toBe('readyForCouncil');
  expect(reached(one, { 'session/1': '2021-01-10' })).toBe('2021-01-10');
});

test('what failed comes back by the day of the complaint, and not by that of its answer', () => {
  const one = heardIn(importedAt('council'), 'session/1').does('RecordResult', { body: { outcome: 'notPassed' } });
  const complaint = paperOf(addDays(TODAY, 30));
  one.does('Redecide', { body: { complaint, grounds: WORDS, stage: 'council' }, at: START + 45 * DAY });
  expect(one.place).toBe('readyForCouncil');
  expect(reached(one, { 'session/1': TODAY })).toBe(complaint.on);
});
