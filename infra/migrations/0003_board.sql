-- The board: one row a stream, rebuildable from the ledger. A row carries the seq of the event that it shows.

create table proposal_board (
  org_id text not null,
  id uuid not null,
  seq integer not null,
  code text,
  plan text not null,
  plan_version integer not null,
  round text not null,
  unit text not null,
  subject uuid not null,
  subject_kind text not null,
  title text not null,
  route text not null,
  state text not null,
  stage text,
  stage_kind text,
  stage_per text,
  assumed boolean not null,
  opens_at bigint,
  due_at bigint,
  printed text,
  on_missed text,
  waits_for text,
  still_owed text[] not null,
  pending_act integer,
  pending_kind text,
  since bigint not null,
  material_seq integer not null,
  marks text[] not null,
  missed integer not null,
  nominated boolean not null,
  appraised_by text,
  lower_org text,
  award jsonb,
  primary key (org_id, id)
);
create index proposal_board_by_round on proposal_board (org_id, plan, round, state);
create index proposal_board_by_unit on proposal_board (org_id, unit, state);
create index proposal_board_due on proposal_board (org_id, due_at) where due_at is not null;
create index proposal_board_waiting on proposal_board (org_id, waits_for, unit) where waits_for is not null;
grant select, insert, update, delete on proposal_board to vinhdanh_app;

create table list_board (
  org_id text not null,
  stream text not null,
  kind text not null,
  seq integer not null,
  phase text not null,
  -- The folded state of the list: lines, pending entry, phase.
  state jsonb not null,
  since bigint not null,
  primary key (org_id, stream)
);
create index list_board_by_kind on list_board (org_id, kind, phase);
grant select, insert, update, delete on list_board to vinhdanh_app;

create table year_board (
  org_id text not null,
  stream text not null,
  seq integer not null,
  plan text not null,
  plan_version integer not null,
  year integer not null,
  demo boolean not null,
  published_at bigint not null,
  told_until bigint not null,
  next_at bigint,
  primary key (org_id, stream),
  unique (org_id, plan)
);
grant select, insert, update, delete on year_board to vinhdanh_app;

create table duty_board (
  org_id text not null,
  stream text not null,
  task text not null,
  owner text not null,
  owner_kind text not null,
  due_at bigint,
  printed text not null,
  status text not null,
  done_by text,
  late boolean not null,
  missed boolean not null,
  primary key (org_id, stream, task, owner)
);
create index duty_board_by_owner on duty_board (org_id, owner, status);
grant select, insert, update, delete on duty_board to vinhdanh_app;

-- One subject, one title, one round (in a standing round, one achievement): the key itself says no to a second one.
create table proposal_claim (
  org_id text not null,
  plan text not null,
  round text not null,
  subject uuid not null,
  title text not null,
  achievement text not null default '',
  proposal uuid not null,
  primary key (org_id, plan, round, subject, title, achievement)
);
create index proposal_claim_by_proposal on proposal_claim (org_id, proposal);
grant select, insert, update, delete on proposal_claim to vinhdanh_app;

-- At most one agenda, one decision and one submission hold a proposal at a time.
create table listing (
  org_id text not null,
  proposal uuid not null,
  kind text not null check (kind in ('session', 'decision', 'submission')),
  list text not null,
  status text not null check (status in ('claimed', 'listed', 'signed', 'void')),
  primary key (org_id, proposal, kind)
);
create index listing_by_list on listing (org_id, list);
grant select, insert, update, delete on listing to vinhdanh_app;

-- The authority's own register: a number once, per authority, kind of paper and local year.
create table register_number (
  org_id text not null,
  authority text not null,
  register text not null,
  local_year integer not null,
  number text not null,
  decision text not null,
  primary key (org_id, authority, register, local_year, number),
  unique (org_id, decision)
);
grant select, insert, update, delete on register_number to vinhdanh_app;
