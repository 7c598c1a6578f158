-- Once a night the ledger, the board and the workflows are held against each other. A run is claimed by its local day, so
-- that of several workers one does it; one that died over it is taken over after an hour.
create table reconciliation_run (
  local_day date primary key,
  begun_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);
grant select, insert, update on reconciliation_run to vinhdanh_app;

create table reconciliation (
  org_id text not null references organisation (id),
  -- Epoch ms of the end of the run.
  at bigint not null,
  streams integer not null,
  events bigint not null,
  differences integer not null,
  -- The first of them: stream and sentence.
  found jsonb not null,
  primary key (org_id, at)
);
grant select, insert on reconciliation to vinhdanh_app;
