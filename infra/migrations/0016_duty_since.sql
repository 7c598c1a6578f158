-- When a duty came to its status. A reminder took every duty for as old as its plan: the office was not told that one had
-- been marked done when its day was long past, nor the unit that one had come back (domain/award-year/year.ts).
alter table duty_board add column since bigint not null default 0;

-- For what stands there already, from the ledger: the last that was said of it, or the plan's publication. The year's
-- next event writes them all anew from the fold.
update duty_board d set since = coalesce(
  (select (e.text::jsonb ->> 'at')::bigint from event e
   where e.org_id = d.org_id and e.stream = d.stream and e.kind in ('TaskDone', 'TaskConfirmed', 'TaskReturned')
     and (e.text::jsonb #>> '{body,task}', e.text::jsonb #>> '{body,owner}') = (d.task, d.owner)
   order by e.seq desc limit 1), y.published_at)
from year_board y where y.org_id = d.org_id and y.stream = d.stream;
