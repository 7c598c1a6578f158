-- Of two streams that claim the same place or number only one can be shown to hold it, and which is right a person says:
-- counted apart from what is not as the ledger says, which a rebuild puts right.
alter table reconciliation add column contested integer not null default 0;
