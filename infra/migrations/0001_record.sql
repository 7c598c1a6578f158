-- The record: the ledger, append-only by privilege and by trigger; and the commands, which settle once and stay.
-- Everything is keyed by organisation first, so that no key of one can ever touch a row of another.

do $$ begin
  if not exists (select from pg_roles where rolname = 'vinhdanh_app') then
    create role vinhdanh_app nologin;
  end if;
end $$;
grant vinhdanh_app to current_user;
grant usage on schema public to vinhdanh_app;

create table installation (
  singleton boolean primary key default true check (singleton),
  -- Part of every chain's first link: a chain cannot be moved to another installation.
  log_origin text not null,
  demo boolean not null default false
);
grant select on installation to vinhdanh_app;

create table organisation (
  id text primary key check (id ~ '^[a-z0-9-]{2,63}$'),
  name text not null,
  level text not null check (level in ('commune', 'district', 'province', 'state')),
  above text references organisation (id)
);
grant select, insert on organisation to vinhdanh_app;

-- One row a stream. Every step locks it, so a stream's commands are decided one after another.
create table head (
  org_id text not null references organisation (id),
  stream text not null,
  kind text generated always as (split_part(stream, '/', 1)) stored,
  seq integer not null check (seq > 0),
  hash text not null,
  -- At an end or a rest: nothing waits, no workflow need run.
  over boolean not null default false,
  primary key (org_id, stream)
);
create index head_open on head (kind) where not over;
grant select, insert, update on head to vinhdanh_app;

create table event (
  org_id text not null,
  stream text not null,
  seq integer not null check (seq > 0),
  kind text not null,
  command_id uuid not null,
  index_in_command integer not null,
  hash text not null,
  -- The canonical text is what is hashed; jsonb would reorder it and lose the spelling of numbers.
  text text not null,
  -- Outside the hash: when this row was written, by the database's own clock.
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (org_id, stream, seq),
  unique (org_id, command_id, index_in_command),
  foreign key (org_id, stream) references head (org_id, stream)
);
grant select, insert on event to vinhdanh_app;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The ledger is append-only: % on % is refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger event_is_append_only before update or delete on event for each row execute function refuse_change();
create trigger event_is_never_truncated before truncate on event for each statement execute function refuse_change();
-- ALWAYS: also in session_replication_role = replica, which would otherwise let a superuser's restore tool through.
alter table event enable always trigger event_is_append_only;
alter table event enable always trigger event_is_never_truncated;

create table command (
  org_id text not null references organisation (id),
  id uuid not null,
  stream text not null,
  kind text not null,
  actor text not null,
  role text not null,
  actor_org text not null,
  unit text,
  acting_for text,
  -- Null for acts of timers and for carried acts: their id itself is derived from their cause.
  idempotency_key text,
  body_hash text not null,
  body jsonb not null,
  basis jsonb,
  cause_stream text,
  cause_seq integer,
  received_at bigint not null,
  at bigint not null,
  inserted_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz,
  outcome jsonb,
  last_error text,
  failed_attempts integer not null default 0,
  primary key (org_id, id),
  unique (org_id, actor, idempotency_key),
  check ((settled_at is null) = (outcome is null))
);
create index command_unsettled on command (org_id, stream, received_at) where settled_at is null;
create index command_by_stream on command (org_id, stream, received_at);
grant select, insert, update (settled_at, outcome, last_error, failed_attempts) on command to vinhdanh_app;

create function keep_settled() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'A command is never deleted' using errcode = 'insufficient_privilege';
  end if;
  if old.settled_at is not null and (new.outcome is distinct from old.outcome or new.settled_at is distinct from old.settled_at) then
    raise exception 'A command settles once' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger command_settles_once before update or delete on command for each row execute function keep_settled();
