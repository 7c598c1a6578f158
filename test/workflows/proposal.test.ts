import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { dateOf } from '../../domain/calendar/local-date.ts';
import { act, draft, openOffice, person, WORDS } from '../builders/office.ts';
import { DAY, START } from '../builders/round.ts';
import { openWorld, type World } from '../builders/world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld(inject('clusterUrl'), START);
  await openOffice(world);
});
afterAll(() => world?.close());

async function boardOf(id: string) {
  const found = await world.step.database.query(
    'select state, stage, marks, missed, award from proposal_board where id = $1',
    [id],
  );
  return found.rows[0];
}

test('a proposal registered, checked, scored, nominated, passed and decided is granted under the number of its decision', async () => {
  const id = await draft(world);
  const stream = `proposal/${id}`;
  const does = (role: Parameters<typeof person>[0], kind: string, body: object = {}, who: string = role) =>
    act(world, { stream, kind, body: body as never, by: person(role, who), key: `${kind} ${id}` });

  expect((await does('unitClerk', 'Submit', { draft: id, rowVersion: 1 })).outcome).toEqual({
    ok: true,
    seq: 1,
    events: ['Submitted'],
  });
  await does('unitHead', 'Confirm');
  await does('standingOffice', 'Accept');
  await does('unitClerk', 'HandIn', { stage: 'q1', evidence: [{ key: 'report', hash: 'aa' }] });
  await world.moveTo(START + 100 * DAY);
  await act(world, {
    stream,
    kind: 'EnterScore',
    body: { stage: 'scoring', as: 'self', score: 95, reason: null },
    by: person('unitClerk'),
    key: `self ${id}`,
  });
  await act(world, {
    stream,
    kind: 'EnterScore',
    body: { stage: 'scoring', as: 'verified', score: 93, reason: WORDS },
    by: person('standingOffice'),
    key: `verified ${id}`,
  });
  const nominated = await does('unitClerk', 'Nominate', {
    title: 'LDTT',
    reason: null,
    draft: null,
    rowVersion: null,
    letter: null,
    unitVote: null,
  });
  expect(nominated.outcome).toMatchObject({ ok: true, events: ['ActProposed'] });
  await act(world, { stream, kind: 'ConfirmAct', body: { act: 7 }, by: person('unitHead'), key: `confirm act ${id}` });
  await does('standingOffice', 'Receive', { paperOn: '2021-04-13', filesOn: '2021-04-14' });
  const appraised = await does(
    'standingOffice',
    'Appraise',
    { finding: 'for', grounds: WORDS, rule: null },
    'appraiser',
  );
  expect(appraised.outcome).toMatchObject({ ok: true, events: ['Appraised'] });

  const session = await act(world, {
    stream: { begins: 'session' },
    kind: 'CallSession',
    body: { meeting: 'meeting', heldOn: '2021-04-14', proposals: [id] },
    by: person('councilSecretary'),
    key: `session ${id}`,
  });
  await world.quiet();
  expect(await boardOf(id)).toMatchObject({ state: 'onAgenda' });
  const tally = { members: 11, for: 10, against: 1, blank: 0, absentInWriting: { for: 0, against: 0 }, secret: true };
  await act(world, {
    stream: session.stream,
    kind: 'EnterResult',
    body: {
      lines: [{ proposal: id, tally, minutesSay: 'passed' }],
      minutes: { number: '01', on: '2021-05-01', file: null },
    },
    by: person('councilSecretary'),
    key: `result ${id}`,
  });
  await act(world, {
    stream: session.stream,
    kind: 'ConfirmResult',
    body: { act: 2 },
    by: person('councilChair'),
    key: `confirm result ${id}`,
  });
  await world.quiet();
  expect(await boardOf(id)).toMatchObject({ state: 'passed', marks: ['threshold undetermined'] });

  const decision = await act(world, {
    stream: { begins: 'decision' },
    kind: 'DraftDecision',
    body: { authority: 'ubnd', register: 'QĐ-UBND', proposals: [id] },
    by: person('standingOffice'),
    key: `decision ${id}`,
  });
  await world.quiet();
  await act(world, { stream: decision.stream, kind: 'SignDecision', by: person('authorityHead'), key: `sign ${id}` });
  await act(world, {
    stream: decision.stream,
    kind: 'NumberDecision',
    body: { number: '12', on: dateOf(world.now()) },
    by: person('standingOffice'),
    key: `number ${id}`,
  });
  await world.quiet();
  expect(await boardOf(id)).toMatchObject({
    state: 'granted',
    award: { number: '12', on: dateOf(world.now()), decision: decision.stream },
  });
});
