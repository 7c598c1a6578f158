-- Who is told of what by which mail. A mail gathers what happens until it is being sent, and is closed then: whatever a
-- crash sends again is the same mail.
alter table delivery add closed boolean not null default false;
create index delivery_that_gathers on delivery (person, org_id) where kind = 'notice' and not closed;

create table notice (
  org_id text not null,
  stream text not null,
  seq integer not null,
  person text not null,
  delivery uuid not null,
  primary key (org_id, stream, seq, person),
  foreign key (org_id, delivery) references delivery (org_id, id)
);
create index notice_by_delivery on notice (delivery, org_id);
grant select, insert on notice to vinhdanh_app;
