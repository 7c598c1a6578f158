-- The outbox is graphile-worker's job table, which only its owner may touch. The app may add jobs, inside its own
-- transaction, and count what is left.

create schema outbox;
grant usage on schema outbox to vinhdanh_app;

-- No job has a future run time, and none gives up: what waits is a timer, and an outage ends some day.
-- A key makes a second job of the same key take the place of the first, where it has not begun.
create function outbox.enqueue(task text, payloads json[], keys text[] default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform graphile_worker.add_jobs(array(
    select (task, job.payload, null, null, 32767, job.key, null, null)::graphile_worker.job_spec
    from unnest(payloads, coalesce(keys, array_fill(null::text, array[cardinality(payloads)]))) as job(payload, key)
  ));
end $$;
grant execute on function outbox.enqueue(text, json[], text[]) to vinhdanh_app;

create function outbox.waiting() returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*) from graphile_worker.jobs
$$;
grant execute on function outbox.waiting() to vinhdanh_app;
