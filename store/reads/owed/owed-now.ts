import type { PinnedRound } from '../../../domain/proposal/round.ts';
import { type Queryable, together } from '../../database.ts';
import { statement } from '../../statement.ts';
import { owedByCase } from './by-case.ts';
import { owedDuties } from './duties.ts';
import { owedLists, proposedLists } from './lists.ts';
import { isAfter, type OwedItem, type OwedPlace, placeOf } from './owed-item.ts';
import type { Reader } from './reader.ts';
import { nextOpening, type WaitingCase, waitingCases } from './waiting-cases.ts';

/** `next` is the place of the page's last item where more follows. */
export type OwedNow = { items: OwedItem[]; next: OwedPlace | null; nextAt: number | null };

export type OwedPage = { after: OwedPlace | null; limit: number };

/**
 * A page of what one person owes at an instant, and when the next thing opens for them. Things are put together from
 * many rows, so all are made and the page is cut from them: what it spares is the sending.
 */
export async function owedNow(db: Queryable, reader: Reader, asOf: number, page: OwedPage): Promise<OwedNow> {
  const [all, nextAt] = await together([everythingOwed(db, reader, asOf), nextOpening(db, reader, asOf)]);
  return { ...cut(all, page), nextAt };
}

function cut(all: readonly OwedItem[], { after, limit }: OwedPage): { items: OwedItem[]; next: OwedPlace | null } {
  const placed = all
    .map((item) => ({ item, place: placeOf(item) }))
    .sort((a, b) => (isAfter(a.place, b.place) ? 1 : -1));
  const left = after === null ? placed : placed.filter(({ place }) => isAfter(place, after));
  const shown = left.slice(0, limit);
  return {
    items: shown.map(({ item }) => item),
    next: left.length > limit ? (shown.at(-1)?.place ?? null) : null,
  };
}

async function everythingOwed(db: Queryable, reader: Reader, asOf: number): Promise<OwedItem[]> {
  const kinds = await together([
    owedCases(db, reader, asOf),
    owedLists(db, reader, asOf),
    owedDuties(db, reader, asOf),
  ]);
  return kinds.flat();
}

async function owedCases(db: Queryable, reader: Reader, asOf: number): Promise<OwedItem[]> {
  const cases = await waitingCases(db, reader, asOf);
  if (cases.length === 0) return [];
  const roundOf = await pinnedRounds(db, reader.sight.org, cases);
  return owedByCase(cases, { reader, asOf, roundOf, proposedLists: await proposedLists(db, reader.sight.org) });
}

const ROUNDS = statement(
  `select v.plan, v.version, v.rounds from plan_version v join jsonb_to_recordset($2) as w(plan text, version int) on w.plan = v.plan and w.version = v.version
   where v.org_id = $1`,
);

type OfRound = Pick<WaitingCase, 'plan' | 'planVersion' | 'round'>;

/** The rounds of these cases, each from the version of the plan that the case has pinned. */
async function pinnedRounds(
  db: Queryable,
  org: string,
  cases: readonly OfRound[],
): Promise<(of: OfRound) => PinnedRound | null> {
  const versions = [
    ...new Map(
      cases.map(({ plan, planVersion }) => [`${plan}@${planVersion}`, { plan, version: planVersion }]),
    ).values(),
  ];
  const found = await db.query<{ plan: string; version: number; rounds: PinnedRound[] }>(
    ROUNDS([org, JSON.stringify(versions)]),
  );
  const byKey = new Map(
    found.rows.flatMap(({ plan, version, rounds }) =>
      rounds.map((round) => [`${plan}@${version}/${round.key}`, round] as const),
    ),
  );
  return ({ plan, planVersion, round }) => byKey.get(`${plan}@${planVersion}/${round}`) ?? null;
}
