import type { PinnedRound } from '../../../domain/proposal/round.ts';
import type { Queryable } from '../../database.ts';
import { owedByCase } from './by-case.ts';
import { owedDuties } from './duties.ts';
import { owedLists, proposedLists } from './lists.ts';
import type { OwedItem } from './owed-item.ts';
import type { Reader } from './reader.ts';
import { nextOpening, type WaitingCase, waitingCases } from './waiting-cases.ts';

export type OwedNow = { items: OwedItem[]; nextAt: number | null };

/** Everything that one person owes at an instant, and when the next thing opens for them. */
export async function owedNow(db: Queryable, reader: Reader, asOf: number): Promise<OwedNow> {
  const cases = await waitingCases(db, reader, asOf);
  const roundOf = await pinnedRounds(db, reader.sight.org, cases);
  const lists = await proposedLists(db, reader.sight.org);
  const items = [
    ...owedByCase(cases, { reader, asOf, roundOf, proposedLists: lists }),
    ...(await owedLists(db, reader, asOf)),
    ...(await owedDuties(db, reader, asOf)),
  ];
  return { items: items.sort(dueFirst), nextAt: await nextOpening(db, reader, asOf) };
}

function dueFirst(a: OwedItem, b: OwedItem): number {
  return (a.dueAt ?? Number.MAX_SAFE_INTEGER) - (b.dueAt ?? Number.MAX_SAFE_INTEGER);
}

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
    `select v.plan, v.version, v.rounds from plan_version v join jsonb_to_recordset($2) as w(plan text, version int) on w.plan = v.plan and w.version = v.version
     where v.org_id = $1`,
    [org, JSON.stringify(versions)],
  );
  const byKey = new Map(
    found.rows.flatMap(({ plan, version, rounds }) =>
      rounds.map((round) => [`${plan}@${version}/${round.key}`, round] as const),
    ),
  );
  return ({ plan, planVersion, round }) => byKey.get(`${plan}@${planVersion}/${round}`) ?? null;
}
