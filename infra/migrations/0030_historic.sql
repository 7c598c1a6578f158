-- Organisations whose whole record was made elsewhere, in the database of a rehearsal, and imported: read and never
-- written. Each first link of theirs holds the origin of the log in which it was made, which therefore stands here.
create table historic_organisation (
  org_id text primary key references organisation (id),
  plan text not null,
  seed integer not null,
  log_origin text not null,
  imported_at timestamptz not null default clock_timestamp()
);
grant select, insert on historic_organisation to vinhdanh_app;

create trigger historic_is_kept before update or delete on historic_organisation for each row execute function refuse_change();
create trigger historic_is_never_truncated before truncate on historic_organisation for each statement execute function refuse_change();
alter table historic_organisation enable always trigger historic_is_kept;
alter table historic_organisation enable always trigger historic_is_never_truncated;

-- How far this installation is with its historic years. Of no organisation: no name and no text of anybody stands here.
create table historic_year (
  plan text primary key,
  place integer not null,
  org_id text not null,
  title text not null,
  year integer not null,
  status text not null check (status in ('waiting', 'playing', 'importing', 'done', 'failed')),
  -- The day that the rehearsal has come to.
  played_until date,
  changed_at timestamptz not null default clock_timestamp()
);
grant select, insert, update on historic_year to vinhdanh_app;
