-- While the record is behind what workflows have seen of it, nothing is written until `npm run recover` has run. A row
-- for each time; at most one is open. The application opens it, and only the owner, who runs the recovery, ends it.
create table recovery (
  id bigint generated always as identity primary key,
  since timestamptz not null default clock_timestamp(),
  why text not null,
  ended_at timestamptz
);
create unique index recovery_one_at_a_time on recovery ((true)) where ended_at is null;
grant select, insert on recovery to vinhdanh_app;

-- The row of an act that came back from a history: the event says who did it and when, and nothing says with which
-- words it was asked. Whatever decides commands again must know that.
alter table command add column recovered boolean not null default false;

-- What was written last is asked for each minute. These cost next to nothing at each insert.
create index event_by_time on event using brin (recorded_at);
create index command_by_time on command using brin (inserted_at);
