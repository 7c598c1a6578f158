-- A position forgets a date that was missed, and so did everybody who is told by it: the board did not show the case as
-- overdue, and no head and no chair heard of it. The instant that was missed where a case stands, as the domain folds it
-- (domain/proposal/missed-due.ts).
alter table proposal_board add column missed_due_at bigint;

-- For what stands there already, from the ledger: the last miss that left the case where it was, unless the case has
-- moved since or has another date.
update proposal_board p set missed_due_at = (e.text::jsonb -> 'body' ->> 'dueAt')::bigint
from event e
where e.org_id = p.org_id and e.stream = 'proposal/' || p.id and e.kind = 'DeadlineMissed' and p.due_at is null
  and (e.text::jsonb #>> '{body,to,state}', e.text::jsonb #>> '{body,to,stage}') = (p.state, p.stage)
  and case when e.text::jsonb #>> '{body,stage}' is null then p.state <> 'lapsed'
      else p.state = 'inStage' and e.text::jsonb #>> '{body,stage}' = p.stage end
  and not exists (
    select from event l where l.org_id = e.org_id and l.stream = e.stream and l.seq > e.seq and l.text::jsonb -> 'body' ? 'to'
      and (l.kind = 'DeadlineMissed' or (l.text::jsonb #>> '{body,to,state}', l.text::jsonb #>> '{body,to,stage}') is distinct from (p.state, p.stage)
        or l.text::jsonb #>> '{body,to,dueAt}' is not null));
-- What was handed in late and came back is overdue by the date of its stage.
update proposal_board p set missed_due_at = (s ->> 'dueAt')::bigint
from plan_version v, jsonb_array_elements(v.rounds) r, jsonb_array_elements(r -> 'stages') s
where v.org_id = p.org_id and v.plan = p.plan and v.version = p.plan_version and r ->> 'key' = p.round and s ->> 'key' = p.stage
  and p.missed_due_at is null and p.due_at is null and p.state = 'inStage' and p.stage = any(p.still_owed)
  and (select e.kind from event e where e.org_id = p.org_id and e.stream = 'proposal/' || p.id and e.text::jsonb -> 'body' ? 'to'
       order by e.seq desc limit 1) = 'EvidenceReturned';
