-- Every command and every new stream checked its organisation's key, and so locked that one row for all: with many at a
-- time PostgreSQL keeps such locks in lists beside the table, which cost a sixth of the database's work for a decision,
-- measured. An organisation is never deleted (no role may), and nothing is decided for one that is not there: whatever
-- begins a stream names a plan or a draft, whose organisation is still checked.
alter table command drop constraint command_org_id_fkey;
alter table head drop constraint head_org_id_fkey;
