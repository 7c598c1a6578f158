-- The cluster of a unit at an instant: the last constitution in force that names the unit; else the plan's, unless that
-- cluster has a constitution in force, which has left the unit out. As domain/office/clusters.ts says it.
create function cluster_of(of_org text, of_plan text, of_unit text, at_ms bigint) returns text language sql stable as $$
  with begun as (
    select c, c ->> 'cluster' as cluster, c ->> 'fromOn' as from_on, (c ->> 'seq')::int as seq
    from list_board l, jsonb_array_elements(coalesce(l.state -> 'clusters', '[]')) as c
    where l.org_id = of_org and l.kind = 'office'
      and c ->> 'fromOn' <= to_char(to_timestamp(at_ms / 1000.0) at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD')
  ), in_force as (
    select distinct on (cluster) * from begun order by cluster, from_on desc, seq desc
  )
  select coalesce(
    (select cluster from in_force where c -> 'units' ? of_unit order by from_on desc, seq desc limit 1),
    (select u ->> 'cluster' from year_board y join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version,
       jsonb_array_elements(v.content -> 'units') as u
     where y.org_id = of_org and y.plan = of_plan and u ->> 'key' = of_unit
       and not exists (select from in_force where cluster = u ->> 'cluster')))
$$;
