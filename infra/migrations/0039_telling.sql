-- Workflows are told of the last act of their streams, where nobody lived to do so. What was written before this time has
-- been told; nothing was when it began.
create table telling (
  only_one boolean primary key default true check (only_one),
  told_at timestamptz not null
);
insert into telling (told_at) values ('-infinity');
grant select, update (told_at) on telling to vinhdanh_app;
