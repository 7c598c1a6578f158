import type { Target } from '../../domain/unit-round/targets.ts';
import type { Queryable } from '../database.ts';

/** How many of the unit's cases of the round are for a title: proposed by name and not withdrawn, nominated, granted. */
export type Named = { named: number; nominated: number; granted: number };

/**
 * A target beside what came of it. `base` is, for a share, how many are proposed for the title that it is a share of.
 * What a share asks for is left to the reader: percent × base / 100 need not be a whole number.
 */
export type TargetRow = Target & Named & { base: number | null };

const NONE: Named = { named: 0, nominated: 0, granted: 0 };

export async function targetsOf(
  db: Queryable,
  org: string,
  of: { plan: string; round: string; unit: string },
  targets: readonly Target[],
): Promise<TargetRow[]> {
  const found = await db.query<Named & { title: string }>(
    `select title, (count(*) filter (where state <> 'withdrawn'))::int as named,
       (count(*) filter (where nominated and state <> 'withdrawn'))::int as nominated,
       (count(*) filter (where state in ('granted', 'conferred')))::int as granted
     from proposal_board where org_id = $1 and plan = $2 and round = $3 and unit = $4 and lower_org is null group by title`,
    [org, of.plan, of.round, of.unit],
  );
  const counts = new Map(
    found.rows.map(({ title, named, nominated, granted }) => [title, { named, nominated, granted }]),
  );
  const countOf = (title: string) => counts.get(title) ?? NONE;
  return targets.map((target) => ({
    ...target,
    ...countOf(target.title),
    base: 'of' in target ? countOf(target.of).named : null,
  }));
}
