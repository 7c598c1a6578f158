import type { OwedItem } from '../../store/reads/owed/owed-item.ts';
import { isOfUnit, type Person } from './cast.ts';
import { type Bringer, bringNewcomers } from './entering.ts';
import type { Newcomer } from './newcomers.ts';
import type { Doing } from './script.ts';
import { act, addDone, type Done, doingsOf, everythingOwed, inGroups, type Visit, visit } from './visits.ts';

/** What a person saw that they owe, when so many acts had been done. */
type Visitor = { person: Person; owed: readonly OwedItem[]; actsSeen: number };

/**
 * A day's visits. Units share no case, so their people of one role go side by side; whoever works in an office goes alone,
 * one after another. Either way the same seed gives the same year.
 */
export async function playVisits(
  people: readonly Person[],
  newcomers: ReadonlyMap<string, Newcomer[]>,
  today: Visit,
  played: Done,
  settled: () => Promise<void>,
): Promise<void> {
  const busy = await busyOnes(people, played.acts);
  const [ofUnits, ofOffices] = [
    busy.filter(({ person }) => isOfUnit(person)),
    busy.filter(({ person }) => !isOfUnit(person)),
  ];
  const turns = [
    () => bringNewcomers(bringersOf(people, newcomers), today),
    ...[...Map.groupBy(ofUnits, ({ person }) => person.player.role).values()].map(
      (ofOneRole) => () => sideBySide(ofOneRole, today, played.acts),
    ),
    ...ofOffices.map((one) => () => alone(one, today, played.acts)),
  ];
  for (const turn of turns) {
    const done = await turn();
    addDone(played, done);
    if (done.acts > 0) await settled();
  }
}

function bringersOf(people: readonly Person[], newcomers: ReadonlyMap<string, Newcomer[]>): Bringer[] {
  return people
    .filter(({ player }) => player.role === 'unitClerk')
    .map((person) => ({ person, waiting: newcomers.get(person.player.unit ?? '') ?? [] }))
    .filter(({ waiting }) => waiting.length > 0);
}

/** Of those who look in, whoever owes something. Looking is harmless and goes side by side. */
async function busyOnes(people: readonly Person[], actsSeen: number): Promise<Visitor[]> {
  const looked = await Promise.all(
    people.map(async (person) => ({ person, owed: await everythingOwed(person), actsSeen })),
  );
  return looked.filter(({ owed }) => owed.length > 0);
}

/** What they saw stands until somebody has acted. */
async function owedNow({ person, owed, actsSeen }: Visitor, acts: number): Promise<readonly OwedItem[]> {
  return acts === actsSeen ? owed : everythingOwed(person);
}

async function alone(visitor: Visitor, today: Visit, acts: number): Promise<Done> {
  return visit(visitor.person, await owedNow(visitor, acts), today);
}

/** Each of them may ask for eight acts at a time: no more are on their way than the product has connections. */
const UNITS_AT_ONCE = 2;

async function sideBySide(visitors: readonly Visitor[], today: Visit, acts: number): Promise<Done> {
  const owed = await Promise.all(visitors.map((each) => owedNow(each, acts)));
  const wished = visitors.map(({ person }, place) => ({ person, doings: doingsOf(person, owed[place] ?? [], today) }));
  const done: Done = { acts: 0, refused: [] };
  for (const few of inGroups(wished, UNITS_AT_ONCE)) {
    const own = few.map(({ person, doings }) =>
      act(
        person,
        doings.filter((doing) => !isOfYear(doing)),
      ),
    );
    addDone(done, ...(await Promise.all(own)));
  }
  // The year is one stream for all units: what they tell it keeps its order.
  for (const { person, doings } of wished) addDone(done, await act(person, doings.filter(isOfYear)));
  return done;
}

function isOfYear({ path }: Doing): boolean {
  return path.startsWith('/v1/years/');
}
