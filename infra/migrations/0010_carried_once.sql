-- Whoever looks for forsaken commands must see which of them have a job, waiting or running: a second job for a command
-- whose delivery hangs would take one more of the courier's few hands.
create function outbox.keys() returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select key from graphile_worker.jobs where key is not null and (locked_at is not null or attempts < max_attempts)
$$;
grant execute on function outbox.keys() to vinhdanh_app;
