import { expect, test } from 'vitest';
import type { DatesAbove } from '../../../domain/award-year/from-above.ts';
import {
  type Duty,
  nextMilestone,
  type PublishedPlan,
  YEAR,
  type YearCommand,
} from '../../../domain/award-year/year.ts';
import { endOfDay } from '../../../domain/calendar/local-date.ts';
import { ALL_ROLES } from '../../../domain/roles.ts';
import { LETTER, short, WORDS } from '../../builders/case.ts';
import { DAY, START } from '../../builders/round.ts';
import { Story } from '../story.ts';

const FIRST = START + 30 * DAY;
const SECOND = START + 60 * DAY;
const OWN = endOfDay('2021-02-20');

const waiting = (task: string, change: Partial<Duty> = {}): Duty => ({
  task,
  owner: 'office',
  ownerKind: 'office',
  dueAt: null,
  printed: 'Theo Kế hoạch của Thành phố',
  awaits: `city-${task}`,
  ...change,
});

const { awaits: _nothing, ...nameless } = waiting('unnamed');
const plan = (change: Partial<PublishedPlan> = {}): PublishedPlan => ({
  plan: 'test-plan',
  version: 1,
  year: 2021,
  hash: 'aa',
  demo: false,
  duties: [waiting('election'), waiting('term'), nameless],
  milestones: [],
  ...change,
});
const published = (of = plan()) =>
  new Story(YEAR, { plan: of }).does(
    { kind: 'PublishPlan', body: { plan: 'test-plan', version: 1 } },
    'standingOffice',
  );

const says = (tasks: Record<string, number | null>, change: Partial<DatesAbove> = {}): YearCommand => ({
  kind: 'FillTasks',
  body: {
    org: 'city',
    plan: 'city-2021',
    version: 1,
    seq: 1,
    tasks: Object.entries(tasks).map(([task, dueAt]) => ({ task, dueAt })),
    ...change,
  },
});
const ownDate: YearCommand = {
  kind: 'DateTask',
  body: { task: 'election', lastDayOn: '2021-02-20', document: LETTER },
};
const dueOf = (one: ReturnType<typeof published>, task = 'election') =>
  one.state.duties.find((duty) => duty.task === task)?.dueAt ?? null;

test.each(ALL_ROLES)('only the outbox brings what the level above says: %s', (role) => {
  const answer = short(published().asks(says({ 'city-election': FIRST }), role));
  expect(answer).toEqual(role === 'outbox' ? ['TaskFilled'] : 'WRONG_ROLE');
});

test('a task that waits gets the date of the task that it names, and says from where', () => {
  const one = published().does(says({ 'city-election': FIRST, other: SECOND, unnamed: SECOND }), 'outbox');
  expect(one.last().body).toEqual({
    task: 'election',
    dueAt: FIRST,
    before: null,
    kept: null,
    above: { org: 'city', plan: 'city-2021', version: 1, seq: 1, task: 'city-election' },
  });
  expect([dueOf(one), dueOf(one, 'term'), dueOf(one, 'unnamed')]).toEqual([FIRST, null, null]);
  expect(nextMilestone(one.state)).toBe(FIRST);
});

test('said again it changes nothing, and a later word moves it with the earlier one beside it', () => {
  const one = published().does(says({ 'city-election': FIRST }), 'outbox');
  expect(short(one.asks(says({ 'city-election': FIRST }), 'outbox'))).toBe('OLDER_THAN_KNOWN');
  one.does(says({ 'city-election': SECOND }, { version: 2, seq: 4 }), 'outbox');
  expect(one.last().body).toMatchObject({ dueAt: SECOND, before: FIRST, above: { version: 2, seq: 4 } });
  expect([dueOf(one), nextMilestone(one.state)]).toEqual([SECOND, SECOND]);
});

test('a word that a later one has overtaken is left aside', () => {
  const one = published().does(says({ 'city-election': SECOND }, { version: 2, seq: 4 }), 'outbox');
  expect(short(one.asks(says({ 'city-election': FIRST }, { seq: 3 }), 'outbox'))).toBe('OLDER_THAN_KNOWN');
});

test('a date that the level above takes back is gone, and the task waits again', () => {
  const one = published().does(says({ 'city-election': FIRST }), 'outbox');
  one.does(says({}, { version: 2, seq: 4 }), 'outbox');
  expect([dueOf(one), nextMilestone(one.state)]).toEqual([null, null]);
});

test('another plan of the level above that says nothing of it takes no date back', () => {
  const one = published().does(says({ 'city-election': FIRST }), 'outbox');
  expect(short(one.asks(says({}, { plan: 'city-thematic', seq: 9 }), 'outbox'))).toBe('OLDER_THAN_KNOWN');
});

const named = { awaitsPlan: 'city-2021' };
const thematic = (tasks: Record<string, number | null>, change: Partial<DatesAbove> = {}) =>
  says(tasks, { plan: 'city-thematic', seq: 9, ...change });

test('a task takes its date from the plan that it names, whichever plan with a task of that key speaks first', () => {
  const names = plan({ duties: [waiting('election', named)] });
  const first = published(names).does(says({ 'city-election': FIRST }), 'outbox');
  expect(short(first.asks(thematic({ 'city-election': SECOND }), 'outbox'))).toBe('OLDER_THAN_KNOWN');
  const last = published(names);
  expect(short(last.asks(thematic({ 'city-election': SECOND }), 'outbox'))).toBe('OLDER_THAN_KNOWN');
  expect(dueOf(last.does(says({ 'city-election': FIRST }), 'outbox'))).toBe(FIRST);
});

test('where a plan on record names the task alone, the plan that dated it keeps it until it takes its date back', () => {
  const one = published().does(says({ 'city-election': FIRST }), 'outbox');
  expect(short(one.asks(thematic({ 'city-election': SECOND }), 'outbox'))).toBe('OLDER_THAN_KNOWN');
  one.does(says({}, { seq: 2 }), 'outbox').does(thematic({ 'city-election': SECOND }), 'outbox');
  expect(dueOf(one)).toBe(SECOND);
  expect(short(one.asks(says({ 'city-election': FIRST }, { seq: 3 }), 'outbox'))).toBe('OLDER_THAN_KNOWN');
});

const amends = (change: Partial<Duty>) => ({
  command: { kind: 'AmendPlan', body: { plan: 'test-plan', version: 2, reason: WORDS } } as const,
  facts: { plan: plan({ version: 2, duties: [waiting('election', change)] }) },
});

test('an amendment that names another plan lets go of what this one said, and one that names this one keeps it', () => {
  const dated = () => published().does(says({ 'city-election': FIRST }), 'outbox');
  const same = amends(named);
  expect(dueOf(dated().does(same.command, 'standingOffice', { facts: same.facts }))).toBe(FIRST);
  const { command, facts } = amends({ awaitsPlan: 'city-thematic' });
  const one = dated().does(command, 'standingOffice', { facts });
  expect([dueOf(one), nextMilestone(one.state)]).toEqual([null, null]);
  one.does(thematic({ 'city-election': SECOND }, { seq: 1 }), 'outbox');
  expect(one.last().body).toMatchObject({ dueAt: SECOND, before: null, above: { plan: 'city-thematic' } });
  const own = dated().does(ownDate, 'standingOffice').does(command, 'standingOffice', { facts });
  expect(dueOf(own)).toBe(OWN);
});

const passed = (at: number): YearCommand => ({ kind: 'MilestonePassed', body: { at } });
const isMissed = (one: ReturnType<typeof published>, task = 'election') =>
  one.state.duties.find((duty) => duty.task === task)?.missed;

test('a date from above is reached and missed alike, whether it passes here or is over when it comes', () => {
  const milestones = [{ at: SECOND, kind: 'quarterEnds', key: 'q1' }];
  const passes = published(plan({ milestones }))
    .does(says({ 'city-election': FIRST }), 'outbox')
    .does(passed(FIRST), 'timer');
  const comes = published(plan({ milestones }))
    .does(passed(SECOND), 'timer')
    .does(says({ 'city-election': FIRST }), 'outbox', { at: SECOND + DAY });
  expect(comes.last().body).toEqual({
    at: FIRST,
    reached: [{ kind: 'taskDue', key: 'election' }],
    missed: [{ task: 'election', owner: 'office' }],
  });
  expect([comes.last().body, isMissed(comes)]).toEqual([passes.last().body, isMissed(passes)]);
  expect([comes.state.toldUntil, nextMilestone(comes.state)]).toEqual([SECOND, null]);
});

test('what has been told decides: a date at that very instant is over, one a millisecond later is still waited for', () => {
  expect(short(published().asks(says({ 'city-election': START }), 'outbox'))).toEqual([
    'TaskFilled',
    'MilestonesReached',
  ]);
  const one = published().does(says({ 'city-election': START + 1 }), 'outbox', { at: START + DAY });
  expect([one.last().kind, nextMilestone(one.state)]).toEqual(['TaskFilled', START + 1]);
});

test('several dates that are over are told in their order, and a later word ahead is no longer missed', () => {
  const one = published().does(says({ 'city-election': START - DAY, 'city-term': START - 2 * DAY }), 'outbox');
  const told = one.events.flatMap((event) => (event.kind === 'MilestonesReached' ? [event.body] : []));
  expect(told).toMatchObject([
    { at: START - 2 * DAY, missed: [{ task: 'term' }] },
    { at: START - DAY, missed: [{ task: 'election' }] },
  ]);
  one.does(says({ 'city-election': FIRST, 'city-term': START - 2 * DAY }, { seq: 2 }), 'outbox');
  expect([isMissed(one), isMissed(one, 'term'), nextMilestone(one.state)]).toEqual([false, true, FIRST]);
});

test('what was done is not missed by a date that is over when it comes, nor what a person here has dated', () => {
  const done: YearCommand = { kind: 'MarkTaskDone', body: { task: 'election', owner: 'office', evidence: [] } };
  const one = published()
    .does(done, 'standingOffice')
    .does(says({ 'city-election': START - DAY }), 'outbox');
  expect(one.last().body).toMatchObject({ at: START - DAY, missed: [] });
  const own = published()
    .does(ownDate, 'standingOffice')
    .does(says({ 'city-election': START - DAY }), 'outbox');
  expect([own.last().kind, isMissed(own)]).toEqual(['TaskFilled', false]);
});

test('a person’s own date stays in force, and what came from above stands beside it', () => {
  const one = published()
    .does(ownDate, 'standingOffice')
    .does(says({ 'city-election': FIRST }), 'outbox');
  expect(one.last().body).toMatchObject({ dueAt: FIRST, kept: OWN });
  expect(dueOf(one)).toBe(OWN);
  one.does(says({ 'city-election': SECOND }, { version: 2, seq: 4 }), 'outbox');
  expect(one.last().body).toMatchObject({ dueAt: SECOND, before: FIRST, kept: OWN });
  expect(dueOf(one)).toBe(OWN);
});

test('a person may overrule a date from above, which no later word from there undoes', () => {
  const one = published()
    .does(says({ 'city-election': FIRST }), 'outbox')
    .does(ownDate, 'standingOffice');
  expect(dueOf(one)).toBe(OWN);
  one.does(says({ 'city-election': SECOND }, { version: 2, seq: 4 }), 'outbox');
  expect([dueOf(one), nextMilestone(one.state)]).toEqual([OWN, OWN]);
});

test('a task that an amendment dates here waits for nobody', () => {
  const dated = plan({
    version: 2,
    duties: [waiting('election', { dueAt: SECOND }), waiting('term'), nameless],
    milestones: [{ at: SECOND, kind: 'taskDue', key: 'election' }],
  });
  const one = published().does(
    { kind: 'AmendPlan', body: { plan: 'test-plan', version: 2, reason: WORDS } },
    'standingOffice',
    {
      facts: { plan: dated },
    },
  );
  expect(short(one.asks(says({ 'city-election': FIRST }), 'outbox'))).toBe('OLDER_THAN_KNOWN');
});
