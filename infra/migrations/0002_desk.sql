-- The desk: what cannot be rebuilt from the ledger. Personal values stand here with the salts of their commitments.

-- The plan as an office published it, with its deadlines resolved to instants; a version never changes.
create table plan_version (
  org_id text not null references organisation (id),
  plan text not null,
  version integer not null check (version > 0),
  hash text not null,
  yaml text not null,
  -- The checked plan, the year's part of it, and its award rounds as proposals pin them.
  content jsonb not null,
  published jsonb not null,
  rounds jsonb not null,
  uploaded_at timestamptz not null default clock_timestamp(),
  primary key (org_id, plan, version)
);
grant select, insert on plan_version to vinhdanh_app;

create table person (
  org_id text not null references organisation (id),
  id text not null,
  name text not null,
  email text,
  role text not null,
  unit text,
  primary key (org_id, id)
);
create index person_by_role on person (org_id, role, unit);
grant select, insert, update on person to vinhdanh_app;

-- Whoever is proposed: a person, a collective or a household.
create table subject (
  org_id text not null references organisation (id),
  id uuid not null,
  kind text not null check (kind in ('person', 'collective', 'household')),
  unit text not null,
  name text not null,
  salt text not null,
  commitment text not null,
  primary key (org_id, id)
);
grant select, insert on subject to vinhdanh_app;

create table code_counter (
  org_id text not null references organisation (id),
  plan text not null,
  last integer not null,
  primary key (org_id, plan)
);
grant select, insert, update on code_counter to vinhdanh_app;

-- A proposal before and beside its stream: what the unit is still writing. Edited with a row version.
create table draft (
  org_id text not null,
  id uuid not null,
  code text not null,
  plan text not null,
  round text not null,
  unit text not null,
  subject uuid not null,
  title text not null,
  achievement text,
  content jsonb not null,
  row_version integer not null default 1,
  created_by text not null,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (org_id, id),
  unique (org_id, code),
  foreign key (org_id, subject) references subject (org_id, id)
);
create index draft_by_unit on draft (org_id, unit, round);
grant select, insert, update on draft to vinhdanh_app;

-- A dossier as it was frozen by an act.
create table dossier_version (
  org_id text not null,
  proposal uuid not null,
  version integer not null,
  hash text not null,
  content jsonb not null,
  salt text not null,
  primary key (org_id, proposal, version)
);
grant select, insert on dossier_version to vinhdanh_app;

-- Free text that the ledger holds as a commitment: reasons, grounds, notes, minutes.
create table private_text (
  org_id text not null references organisation (id),
  id uuid not null,
  salt text not null,
  value text not null,
  primary key (org_id, id)
);
create unique index private_text_id on private_text (id);
grant select, insert on private_text to vinhdanh_app;

-- At most one digest a person and local day: the unique row is the promise.
create table digest (
  org_id text not null,
  person text not null,
  local_day date not null,
  as_of bigint not null,
  primary key (org_id, person, local_day),
  foreign key (org_id, person) references person (org_id, id)
);
grant select, insert on digest to vinhdanh_app;

create table delivery (
  org_id text not null,
  id uuid not null,
  person text not null,
  kind text not null,
  subject_key text not null,
  as_of bigint not null,
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'failed', 'dropped')),
  attempts integer not null default 0,
  last_error text,
  items integer,
  queued_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, person) references person (org_id, id)
);
create index delivery_by_status on delivery (org_id, status, queued_at);
grant select, insert, update on delivery to vinhdanh_app;

-- Each morning that the reminders looked at, and how many digests it queued: silence is seen to be silence.
create table reminder_run (
  org_id text not null,
  plan text not null,
  as_of bigint not null,
  queued integer not null,
  primary key (org_id, plan, as_of)
);
grant select, insert on reminder_run to vinhdanh_app;
