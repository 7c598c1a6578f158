-- What a case still owes was chased by the date of the plan, whatever date the case had been given since: an extension, or
-- the end of a hold, is the case's own. The date in force of each stage that is still owed; null where it has none.
alter table proposal_board add column still_owed_due jsonb not null default '{}';

-- For what stands there already: the plan's date, or a later one that the ledger says was given to the case.
update proposal_board p set still_owed_due = (
  select jsonb_object_agg(owed.key, greatest(planned.due, (
    select max(coalesce(b.body ->> 'dueAt', b.body -> 'dates' ->> 'dueAt')::bigint)
    from event e, lateral (select e.text::jsonb -> 'body' as body) as b
    where planned.due is not null and e.org_id = p.org_id and e.stream = 'proposal/' || p.id
      and (e.kind = 'DeadlineExtended' and b.body ->> 'stage' = owed.key or e.kind = 'Released' and b.body -> 'dates' -> 'stages' ? owed.key))))
  from unnest(p.still_owed) as owed(key), lateral (
    select (select (s ->> 'dueAt')::bigint from plan_version v, jsonb_array_elements(v.rounds) r, jsonb_array_elements(r -> 'stages') s
      where v.org_id = p.org_id and v.plan = p.plan and v.version = p.plan_version and r ->> 'key' = p.round and s ->> 'key' = owed.key) as due) as planned)
where p.still_owed <> '{}';
