-- Every command and every new stream checked its organisation's key, and so locked that one row for all: with many at a
-- time PostgreSQL keeps such locks in lists beside the table. Nothing is decided for an organisation that is not there:
-- whatever begins a stream names a plan or a draft, whose organisation is still checked. And none can go.
alter table command drop constraint command_org_id_fkey;
alter table head drop constraint head_org_id_fkey;

create trigger organisation_is_kept before delete on organisation for each row execute function refuse_change();
create trigger organisation_is_never_truncated before truncate on organisation for each statement execute function refuse_change();
alter table organisation enable always trigger organisation_is_kept;
alter table organisation enable always trigger organisation_is_never_truncated;
