import { expect, test } from 'vitest';
import { type CouncilMember, compositionOn, SEATS, type Seat, seatsIn } from '../../../domain/office/councils.ts';
import { OFFICE, type OfficeCommand } from '../../../domain/office/office.ts';
import { ALL_ROLES } from '../../../domain/roles.ts';
import { LETTER, short, WORDS } from '../../builders/case.ts';
import { Story } from '../story.ts';

const DOCUMENT = { ...LETTER, on: '2021-01-04' };
const member = (seat: Seat, change: Partial<CouncilMember> = {}): CouncilMember => ({
  name: WORDS,
  person: null,
  seat,
  votes: true,
  standing: false,
  ...change,
});

type Constitution = Extract<OfficeCommand, { kind: 'ConstituteCouncil' }>['body'];
const constitutes = (change: Partial<Constitution> = {}): OfficeCommand => ({
  kind: 'ConstituteCouncil',
  body: {
    council: 'emulation',
    members: SEATS.map((seat) => member(seat)),
    fromOn: '2021-01-04',
    document: DOCUMENT,
    ...change,
  },
});
const office = () => new Story(OFFICE, { people: ['chair', 'vice'] });

test.each(ALL_ROLES)('the office enters the paper that constitutes a council: %s', (role) => {
  expect(short(office().asks(constitutes(), role))).toEqual(
    role === 'standingOffice' ? ['CouncilConstituted'] : 'WRONG_ROLE',
  );
});

test('a council has one chair, somebody who votes, and each person of the office once', () => {
  const asks = (...members: CouncilMember[]) => short(office().asks(constitutes({ members }), 'standingOffice'));
  expect(asks(member('chair'))).toEqual(['CouncilConstituted']);
  expect(asks(member('member'))).toBe('COUNCIL_IMPOSSIBLE');
  expect(asks(member('chair'), member('chair'))).toBe('COUNCIL_IMPOSSIBLE');
  expect(asks(member('chair', { votes: false }))).toBe('COUNCIL_IMPOSSIBLE');
  expect(asks(member('chair', { person: 'chair' }), member('member', { person: 'chair' }))).toBe('COUNCIL_IMPOSSIBLE');
  expect(asks(member('chair', { person: 'stranger' }))).toBe('COUNCIL_IMPOSSIBLE');
  expect(asks(member('chair', { person: 'chair' }), member('viceChair', { person: 'vice' }))).toEqual([
    'CouncilConstituted',
  ]);
});

test('the paper is of a day that has come, and may be in force from one that has not', () => {
  const asks = (change: Partial<Constitution>) => short(office().asks(constitutes(change), 'standingOffice'));
  expect(asks({ document: { ...DOCUMENT, on: '2021-01-05' } })).toBe('DAY_AHEAD');
  expect(asks({ fromOn: '2021-06-01' })).toEqual(['CouncilConstituted']);
});

test('a later constitution replaces the one before from its own day on, whenever it is entered', () => {
  const { councils } = office()
    .does(constitutes({ fromOn: '2021-03-01' }), 'standingOffice')
    .does(constitutes({ fromOn: '2021-01-04' }), 'standingOffice')
    .does(constitutes({ fromOn: '2021-02-01', council: 'initiative' }), 'standingOffice').state;
  const on = (day: Constitution['fromOn']) => compositionOn(councils, 'emulation', day)?.seq ?? null;
  expect([on('2021-01-03'), on('2021-01-04'), on('2021-02-28'), on('2021-03-01')]).toEqual([null, 2, 2, 1]);
});

test('of two that begin on one day the later word holds', () => {
  const { councils } = office().does(constitutes(), 'standingOffice').does(constitutes(), 'standingOffice').state;
  expect(compositionOn(councils, 'emulation', '2021-01-04')?.seq).toBe(2);
});

test('in its standing part those vote whom the paper puts there, and whoever does not vote never counts', () => {
  const standing: readonly Seat[] = ['chair', 'viceChair', 'secretary'];
  const members = SEATS.map((seat) => member(seat, { standing: standing.includes(seat) }));
  members.push(member('secretary', { votes: false, standing: true }));
  const council = { council: 'emulation' as const, members, fromOn: '2021-01-04' as const, document: DOCUMENT };
  expect(seatsIn(council, 'meeting')).toBe(5);
  expect(seatsIn(council, 'written')).toBe(5);
  expect(seatsIn(council, 'standingPart')).toBe(3);
});
