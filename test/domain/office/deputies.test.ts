import { describe, expect, test } from 'vitest';
import { endOfDay, startOfDay } from '../../../domain/calendar/local-date.ts';
import {
  DEPUTISED,
  DEPUTY_TABLE,
  deputyshipAt,
  type Engaged,
  refuseLapsed,
  refuseOutOfDays,
} from '../../../domain/office/deputies.ts';
import { OFFICE, type OfficeCommand } from '../../../domain/office/office.ts';
import { ALL_ROLES } from '../../../domain/roles.ts';
import { actor, LETTER, short } from '../../builders/case.ts';
import { DAY, START } from '../../builders/round.ts';
import { Story } from '../story.ts';

const DOCUMENT = { ...LETTER, on: '2021-01-04' };
const OTHER: Engaged = { role: 'standingOffice', unit: null };

type Naming = Extract<OfficeCommand, { kind: 'NameDeputy' }>['body'];

const names = (change: Partial<Naming> = {}): OfficeCommand => ({
  kind: 'NameDeputy',
  body: {
    role: 'councilChair',
    principal: 'councilChair',
    deputy: 'vice',
    fromOn: '2021-01-11',
    toOn: '2021-01-15',
    document: DOCUMENT,
    ...change,
  },
});
const revokes = (lastDayOn: Naming['fromOn'], deputyship = 1): OfficeCommand => ({
  kind: 'RevokeDeputy',
  body: { deputyship, lastDayOn, document: DOCUMENT },
});
const office = (deputy: Engaged = OTHER, principal: Engaged = null) => new Story(OFFICE, { deputy, principal });
const named = () => office().does(names(), 'councilChair');
const vice = actor('councilChair', { id: 'vice', actingFor: 'councilChair' });

describe('who may name a deputy for whom, cell by cell', () => {
  const everyCell = DEPUTISED.flatMap((role) => ALL_ROLES.map((by) => ({ role, by })));
  test.each(everyCell)('$by names a deputy of the $role', ({ role, by }) => {
    const unit = role === 'unitHead' ? 'ward-1' : null;
    const fit: Engaged = { role: DEPUTY_TABLE[role].chosenFrom[0], unit };
    const story = office(fit, { role, unit });
    const answer = short(story.asks(names({ role, principal: by === role ? by : 'away' }), by));
    const may = DEPUTY_TABLE[role].namedBy.some((each) => each === by);
    expect(answer).toEqual(may ? ['DeputyNamed'] : 'WRONG_ROLE');
  });

  const everyOther = DEPUTISED.flatMap((role) => ALL_ROLES.map((holds) => ({ role, holds })));
  test.each(everyOther)('a $holds as deputy of the $role', ({ role, holds }) => {
    const unit = role === 'unitHead' ? 'ward-1' : null;
    const answer = short(office({ role: holds, unit }).asks(names({ role, principal: role }), actor(role)));
    const fits = DEPUTY_TABLE[role].chosenFrom.some((each) => each === holds);
    expect(answer).toEqual(fits ? ['DeputyNamed'] : 'DEPUTY_UNFIT');
  });
});

test('nobody names for a colleague of the same role, nor for one who does not hold it', () => {
  const colleague = office(OTHER, { role: 'councilChair', unit: null });
  expect(short(colleague.asks(names({ principal: 'chair-2' }), 'councilChair'))).toBe('PRINCIPAL_UNFIT');
  expect(short(office(OTHER, OTHER).asks(names({ principal: 'x' }), 'authorityHead'))).toBe('PRINCIPAL_UNFIT');
  expect(short(office(OTHER, null).asks(names({ principal: 'x' }), 'authorityHead'))).toBe('PRINCIPAL_UNFIT');
});

test('a deputy is another person of the office, and a head’s is of the head’s own unit', () => {
  expect(short(office().asks(names({ deputy: 'councilChair' }), 'councilChair'))).toBe('DEPUTY_UNFIT');
  expect(short(office(null).asks(names(), 'councilChair'))).toBe('DEPUTY_UNFIT');
  const forHead = names({ role: 'unitHead', principal: 'unitHead' });
  const clerkOf = (unit: string) => office({ role: 'unitClerk', unit });
  expect(short(clerkOf('ward-2').asks(forHead, 'unitHead'))).toBe('DEPUTY_UNFIT');
  expect(clerkOf('ward-1').does(forHead, 'unitHead').last().body).toMatchObject({ unit: 'ward-1' });
});

test('a deputy names no deputy', () => {
  expect(short(named().asks(names({ principal: 'vice', deputy: 'x' }), vice))).toBe('DEPUTY_NAMES_NO_DEPUTY');
  expect(short(named().asks(revokes('2021-01-12'), vice))).toBe('DEPUTY_NAMES_NO_DEPUTY');
});

test('the days are in order and not over, and the paper is of a day that has come', () => {
  const asks = (change: Partial<Naming>, at = START) => short(office().asks(names(change), 'councilChair', { at }));
  expect(asks({ fromOn: '2021-01-15' })).toEqual(['DeputyNamed']);
  expect(asks({ fromOn: '2021-01-16' })).toBe('DEPUTY_DAYS_IMPOSSIBLE');
  expect(asks({}, endOfDay('2021-01-15') - 1)).toEqual(['DeputyNamed']);
  expect(asks({}, endOfDay('2021-01-15'))).toBe('DEPUTY_DAYS_IMPOSSIBLE');
  expect(asks({ document: { ...DOCUMENT, on: '2021-01-05' } })).toBe('DAY_AHEAD');
});

test('a deputy acts from the first instant of the first day to the last of the last', () => {
  const { deputyships } = named().state;
  const at = (instant: number) => deputyshipAt(deputyships, vice, instant)?.seq ?? null;
  expect(at(startOfDay('2021-01-11') - 1)).toBeNull();
  expect(at(startOfDay('2021-01-11'))).toBe(1);
  expect(at(endOfDay('2021-01-15') - 1)).toBe(1);
  expect(at(endOfDay('2021-01-15'))).toBeNull();
});

test('an act outside the days is refused with the days that there are', () => {
  const { deputyships } = named().state;
  expect(refuseOutOfDays(deputyships, vice, startOfDay('2021-01-10'))).toMatchObject({
    refusal: {
      code: 'DEPUTY_OUT_OF_DAYS',
      facts: {
        deputy: 'vice',
        actingFor: 'councilChair',
        role: 'councilChair',
        receivedOn: '2021-01-10',
        days: [{ deputyship: 1, fromOn: '2021-01-11', toOn: '2021-01-15' }],
      },
    },
  });
});

test('a naming gives no power over another role, another principal or another unit', () => {
  const { deputyships } = named().state;
  const at = startOfDay('2021-01-12');
  for (const other of [
    { ...vice, id: 'somebody' },
    { ...vice, actingFor: 'chair-2' },
    { ...vice, role: 'authorityHead' as const },
    { ...vice, unit: 'ward-1' },
  ])
    expect(deputyshipAt(deputyships, other, at)).toBeNull();
});

test('a naming that comes late gives no power over what was received before it', () => {
  const receivedAt = startOfDay('2021-01-12') + 5;
  const { deputyships } = office().does(names(), 'councilChair', { at: receivedAt }).state;
  expect(deputyshipAt(deputyships, vice, receivedAt - 1)).toBeNull();
  expect(deputyshipAt(deputyships, vice, receivedAt)?.seq).toBe(1);
});

test('a revocation ends it after its last day, and what was done before stands', () => {
  const revoked = named().does(revokes('2021-01-12'), 'councilChair', { at: startOfDay('2021-01-11') + DAY / 2 });
  const at = (instant: number) => deputyshipAt(revoked.state.deputyships, vice, instant)?.seq ?? null;
  expect(at(startOfDay('2021-01-11'))).toBe(1);
  expect(at(endOfDay('2021-01-12') - 1)).toBe(1);
  expect(at(endOfDay('2021-01-12'))).toBeNull();
});

test('a revocation at once ends it at its own receipt, and never before', () => {
  const noon = startOfDay('2021-01-12') + DAY / 2;
  const revoked = named().does(revokes('2021-01-11'), 'councilChair', { at: noon });
  const at = (instant: number) => deputyshipAt(revoked.state.deputyships, vice, instant)?.seq ?? null;
  expect(at(noon - 1)).toBe(1);
  expect(at(noon)).toBeNull();
});

test('a revocation that stood in its row ends it when it is decided', () => {
  const noon = startOfDay('2021-01-12') + DAY / 2;
  const told = { at: noon, facts: { heardAt: noon + 7 } };
  const { deputyships } = named().does(revokes('2021-01-11'), 'councilChair', told).state;
  const at = (instant: number) => deputyshipAt(deputyships, vice, instant)?.seq ?? null;
  expect([at(noon + 6), at(noon + 7)]).toEqual([1, null]);
});

test('a revocation is for a naming that runs, by who could have named, with a day that shortens it', () => {
  const at = startOfDay('2021-01-12');
  const asks = (command: OfficeCommand, by: Parameters<ReturnType<typeof named>['asks']>[1] = 'councilChair') =>
    short(named().asks(command, by, { at }));
  expect(asks(revokes('2021-01-11'))).toEqual(['DeputyRevoked']);
  expect(asks(revokes('2021-01-10'))).toBe('DEPUTY_DAYS_IMPOSSIBLE');
  expect(asks(revokes('2021-01-14'))).toEqual(['DeputyRevoked']);
  expect(asks(revokes('2021-01-15'))).toBe('DEPUTY_DAYS_IMPOSSIBLE');
  expect(asks(revokes('2021-01-12', 7))).toBe('NO_ACT_PENDING');
  expect(asks(revokes('2021-01-12'), 'authorityHead')).toEqual(['DeputyRevoked']);
  expect(asks(revokes('2021-01-12'), 'standingOffice')).toBe('WRONG_ROLE');
  const over = endOfDay('2021-01-15');
  expect(short(named().asks(revokes('2021-01-14'), 'councilChair', { at: over }))).toBe('OUT_OF_ORDER');
});

test('whoever holds the role now, of that unit, revokes what one before them named; another unit’s head does not', () => {
  const at = startOfDay('2021-01-12');
  const forHead = names({ role: 'unitHead', principal: 'unitHead' });
  const named = office({ role: 'unitClerk', unit: 'ward-1' }).does(forHead, 'unitHead');
  const asks = (id: string, unit: string) =>
    short(named.asks(revokes('2021-01-12'), actor('unitHead', { id, unit }), { at }));
  expect(asks('new head', 'ward-1')).toEqual(['DeputyRevoked']);
  expect(asks('other head', 'ward-2')).toBe('PRINCIPAL_UNFIT');
  expect(short(named.asks(revokes('2021-01-12'), 'authorityHead', { at }))).toBe('WRONG_ROLE');
});

describe('a naming has force while both hold what they held', () => {
  const everyChange = DEPUTISED.flatMap((role) => ALL_ROLES.map((holds) => ({ role, holds })));
  const naming = (role: Naming['role'], unit: string | null) => ({ seq: 1, role, unit, principal: 'p', deputy: 'd' });
  const lapsed = (answer: ReturnType<typeof refuseLapsed>) => answer?.refusal.facts.whose ?? null;

  test.each(everyChange)('whose principal is a $holds, for the $role', ({ role, holds }) => {
    const unit = role === 'unitHead' ? 'ward-1' : null;
    const deputy: Engaged = { role: DEPUTY_TABLE[role].chosenFrom[0], unit };
    const answer = refuseLapsed(naming(role, unit), { principal: { role: holds, unit }, deputy });
    expect(lapsed(answer)).toBe(holds === role ? null : 'principal');
  });

  test.each(everyChange)('whose deputy is a $holds, for the $role', ({ role, holds }) => {
    const unit = role === 'unitHead' ? 'ward-1' : null;
    const answer = refuseLapsed(naming(role, unit), { principal: { role, unit }, deputy: { role: holds, unit } });
    const fits = DEPUTY_TABLE[role].chosenFrom.some((each) => each === holds);
    expect(lapsed(answer)).toBe(fits ? null : 'deputy');
  });

  test('and of the same unit; nothing is known of a principal whom the office never engaged', () => {
    const head = { role: 'unitHead', unit: 'ward-1' } as const;
    const clerk = { role: 'unitClerk', unit: 'ward-1' } as const;
    const asks = (principal: Engaged, deputy: Engaged) =>
      lapsed(refuseLapsed(naming('unitHead', 'ward-1'), { principal, deputy }));
    expect(asks({ ...head, unit: 'ward-2' }, clerk)).toBe('principal');
    expect(asks(head, { ...clerk, unit: 'ward-2' })).toBe('deputy');
    expect(asks(head, null)).toBe('deputy');
    expect(asks(null, clerk)).toBeNull();
  });
});

test('a last day that was set is brought forward, never back, until it is over', () => {
  const [first, later] = [startOfDay('2021-01-11'), startOfDay('2021-01-12')];
  const once = named().does(revokes('2021-01-13'), 'councilChair', { at: first });
  const asks = (lastDayOn: Naming['fromOn'], at: number) =>
    short(once.asks(revokes(lastDayOn), 'councilChair', { at }));
  expect(asks('2021-01-13', later)).toBe('DEPUTY_DAYS_IMPOSSIBLE');
  expect(asks('2021-01-14', later)).toBe('DEPUTY_DAYS_IMPOSSIBLE');
  expect(asks('2021-01-12', endOfDay('2021-01-13'))).toBe('OUT_OF_ORDER');
  const twice = once.does(revokes('2021-01-11'), 'councilChair', { at: later + 5 });
  const [naming] = twice.state.deputyships;
  expect(naming).toMatchObject({ endsAt: later + 5, revoked: { lastDayOn: '2021-01-11' } });
  expect(asks('2021-01-11', later + 5)).toBe('OUT_OF_ORDER');
});

test('the days that are said are those of the last revocation', () => {
  const once = named().does(revokes('2021-01-13'), 'councilChair', { at: startOfDay('2021-01-11') });
  const twice = once.does(revokes('2021-01-12'), 'councilChair', { at: startOfDay('2021-01-12') });
  expect(refuseOutOfDays(twice.state.deputyships, vice, startOfDay('2021-01-13')).refusal.facts).toMatchObject({
    days: [{ deputyship: 1, fromOn: '2021-01-11', toOn: '2021-01-12' }],
  });
});
