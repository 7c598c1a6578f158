import type { Queryable } from '../database.ts';
import { NOT_HISTORIC } from '../historic/organisations.ts';

/** `after`: the last morning that was asked about; before the first, the plan's publication. */
export type RemindedPlan = { org: string; plan: string; after: number };

/** Plans that a reminders workflow watches, by the rule by which it ends: see `queueDigests`. */
export async function remindedPlans(db: Queryable): Promise<RemindedPlan[]> {
  const found = await db.query<RemindedPlan>(
    `select y.org_id as org, y.plan, coalesce(
       (select max(as_of) from reminder_run r where r.org_id = y.org_id and r.plan = y.plan), y.published_at) as after
     from year_board y
     where y.${NOT_HISTORIC} and (y.next_at is not null or y.year + 1 >= extract(year from clock_timestamp() at time zone 'Asia/Ho_Chi_Minh')
       or exists (select from proposal_board p where p.org_id = y.org_id and p.plan = y.plan and p.waits_for is not null))
     order by 1, 2`,
  );
  return found.rows;
}
