import { expect, test } from 'vitest';
import { endOfDay } from '../../../domain/calendar/local-date.ts';
import type { StageKind } from '../../../domain/plan/plan.ts';
import type { PinnedStage } from '../../../domain/proposal/round.ts';
import { stageRecord } from '../../../domain/proposal/state.ts';
import { Case, caseIn, short } from '../../builders/case.ts';
import { DAY, round, START, stage } from '../../builders/round.ts';

const DUE = START + 60 * DAY;

/** A case that stands where another body, or the public, is asked. */
function asked(kind: StageKind, change: Partial<PinnedStage> = {}): Case {
  const here = stage(kind, { dueAt: DUE, ...change });
  const of = round({ stages: [stage('nomination'), stage('appraisal'), here, stage('council'), stage('decision')] });
  return new Case(of).does('Nominate').does('Confirm').does('Receive').does('Appraise');
}

test('a notice is shown for as many days as the plan asks, both ends counted', () => {
  const one = asked('publicNotice', { noticeDays: 7 });
  const publish = (from: `${number}-${number}-${number}`, to: `${number}-${number}-${number}`) =>
    one.asks('Publish', { body: { from, to } });
  expect(publish('2021-01-10', '2021-01-15')).toEqual({
    ok: false,
    refusal: { code: 'NOTICE_TOO_SHORT', rule: 'plan: stage publicNotice', facts: { shownDays: 6, neededDays: 7 } },
  });
  expect(short(publish('2021-01-10', '2021-01-16'))).toEqual(['NoticePublished → inStage']);
  expect(short(publish('2021-01-10', '2021-01-09'))).toBe('NOTICE_TOO_SHORT');
});

test('a notice without a set term is shown for a day at least', () => {
  const one = asked('publicNotice');
  expect(short(one.asks('Publish', { body: { from: '2021-01-10', to: '2021-01-10' } }))).toEqual([
    'NoticePublished → inStage',
  ]);
  expect(short(one.asks('Publish', { body: { from: '2021-01-10', to: '2021-01-09' } }))).toBe('NOTICE_TOO_SHORT');
});

test('a notice is closed with a report when it has run, not a millisecond before', () => {
  const one = asked('publicNotice');
  expect(short(one.asks('CloseNotice'))).toBe('NOTICE_NOT_PUBLISHED');
  one.does('Publish', { body: { from: '2021-01-10', to: '2021-01-16' } });
  const endsAt = endOfDay('2021-01-16');
  expect(one.state.position).toMatchObject({ opensAt: endsAt });
  expect(short(one.asks('CloseNotice', { at: endsAt - 1 }))).toBe('NOTICE_STILL_RUNNING');
  expect(short(one.asks('CloseNotice', { at: endsAt }))).toEqual(['NoticeClosed → readyForCouncil']);
});

test('comments are taken on a notice that was published', () => {
  const one = asked('publicNotice');
  expect(short(one.asks('RecordComment'))).toBe('NOTICE_NOT_PUBLISHED');
  expect(short(one.does('Publish').asks('RecordComment'))).toEqual(['CommentRecorded']);
  expect(one.does('RecordComment').place).toBe('inStage');
});

test('acts of asking name the stage where the case stands', () => {
  const elsewhere = { body: { stage: 'council' } };
  const notice = asked('publicNotice').does('Publish');
  for (const kind of ['Publish', 'RecordComment', 'CloseNotice'] as const) {
    expect([kind, short(notice.asks(kind, elsewhere))]).toEqual([kind, 'STAGE_NOT_OWED']);
  }
  const opinion = asked('partyOpinion').does('RequestOpinion');
  for (const kind of ['RequestOpinion', 'RecordOpinion'] as const) {
    expect([kind, short(opinion.asks(kind, elsewhere))]).toEqual([kind, 'STAGE_NOT_OWED']);
  }
});

test('an opinion is asked for a day that is still ahead, else for the date of the plan', () => {
  const one = asked('partyOpinion');
  const end = endOfDay('2021-01-20');
  expect(short(one.asks('RequestOpinion', { body: { dueOn: '2021-01-20' }, at: end }))).toBe('DUE_IN_THE_PAST');
  expect(short(one.asks('RequestOpinion', { body: { dueOn: '2021-01-20' }, at: end - 1 }))).toEqual([
    'OpinionRequested → inStage',
  ]);
  expect(one.does('RequestOpinion', { body: { dueOn: null } }).state.position).toMatchObject({
    dueAt: DUE,
    printed: '',
  });
  expect(one.does('RequestOpinion', { body: { dueOn: '2021-01-20' } }).state.position).toMatchObject({
    dueAt: end,
    printed: null,
  });
});

test.each(['agrees', 'differs'] as const)('an opinion that %s is recorded, and the next stage sees it', (opinion) => {
  const one = asked('concurrence');
  expect(short(one.asks('RecordOpinion', { body: { opinion } }))).toBe('OPINION_NOT_REQUESTED');
  one.does('RequestOpinion').does('RecordOpinion', { body: { opinion } });
  expect(one.place).toBe('readyForCouncil');
  expect(stageRecord(one.state, 'concurrence').opinion).toBe(opinion);
});

test('silence is recorded where the plan says that it goes on, from the due instant on', () => {
  const silent = (onSilence: 'wait' | 'goOn', at: number, dueAt: number | null = DUE) => {
    const one = asked('partyOpinion', { onSilence, dueAt }).does('RequestOpinion', { body: { dueOn: null } });
    return short(one.asks('RecordOpinion', { body: { opinion: 'silent', document: null }, at }));
  };
  expect(silent('goOn', DUE - 1)).toBe('OPINION_NOT_DUE');
  expect(silent('goOn', DUE)).toEqual(['OpinionRecorded → readyForCouncil']);
  expect(silent('wait', DUE)).toBe('OPINION_NOT_DUE');
  expect(silent('goOn', DUE, null)).toBe('OPINION_NOT_DUE');
});

test('at the due date silence goes on only where the plan says so, and only of whoever was asked', () => {
  const missed = (onSilence: 'wait' | 'goOn', wasAsked: boolean) => {
    const one = asked('partyOpinion', { onSilence });
    return (wasAsked ? one.does('RequestOpinion') : one).timePasses().place;
  };
  expect(missed('goOn', true)).toBe('readyForCouncil');
  expect(missed('goOn', false)).toBe('inStage');
  expect(missed('wait', true)).toBe('inStage');
});

test('a notice that nobody published is not gone past', () => {
  const one = asked('publicNotice', { onSilence: 'goOn' });
  expect(one.timePasses().place).toBe('inStage');
  expect(asked('publicNotice', { onSilence: 'goOn' }).does('Publish').timePasses().place).toBe('readyForCouncil');
});

test.each(['lapse', 'block', 'escalate'] as const)(
  'another body’s delay is chased and takes nobody’s right away, though the plan says %s',
  (onMissed) => {
    const one = asked('partyOpinion', { onMissed });
    expect(one.state.position.onMissed).toBe('escalate');
    expect(one.does('RequestOpinion').state.position.onMissed).toBe('escalate');
    expect(one.timePasses().state.position).toMatchObject({ state: 'inStage', dueAt: null });
    expect(short(one.asks('RecordOpinion'))).toEqual(['OpinionRecorded → readyForCouncil']);
  },
);

test('opinions after the council come before the decision', () => {
  expect(caseIn('inStage/partyOpinion').state).toMatchObject({ tallied: true });
  expect(caseIn('inStage/concurrence asked').does('RecordOpinion', { body: { opinion: 'differs' } }).place).toBe(
    'passed',
  );
});

test('a published notice has the stage’s own date where that leaves time to close it, and is never a lapse', () => {
  const published = (dueAt: number | null) => {
    const one = asked('publicNotice', { dueAt, onMissed: 'lapse' });
    return one.does('Publish', { body: { from: '2021-01-10', to: '2021-01-16' } }).state.position;
  };
  const endsAt = endOfDay('2021-01-16');
  expect(published(endsAt + 1)).toMatchObject({ opensAt: endsAt, dueAt: endsAt + 1, onMissed: 'escalate' });
  expect(published(endsAt)).toMatchObject({ opensAt: endsAt, dueAt: null, onMissed: null });
  expect(published(null)).toMatchObject({ opensAt: endsAt, dueAt: null, onMissed: null });
});
