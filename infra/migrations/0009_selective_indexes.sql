-- Only a table's own key begins with the organisation. A statement is planned once for each connection, often while its
-- table is empty; the planner then may take any index that begins with what is asked, and for a command by its key took
-- the one of streams: every command of the organisation was read for every decision, so that each cost more than the one
-- before. An index that begins with what tells rows apart cannot be taken for another question.
drop index command_by_stream;
create index command_by_stream on command (stream, received_at);
drop index command_unsettled;
create index command_unsettled on command (stream, received_at) where settled_at is null;
alter table command drop constraint command_org_id_actor_idempotency_key_key;
alter table command add constraint command_once_per_actor unique (idempotency_key, actor, org_id);

alter table event drop constraint event_org_id_command_id_index_in_command_key;
alter table event add constraint event_once_per_command unique (command_id, index_in_command, org_id);

drop index delivery_by_status;
create index delivery_by_status on delivery (status, org_id, queued_at);
alter table draft drop constraint draft_org_id_code_key;
alter table draft add constraint draft_code unique (code, org_id);
drop index draft_by_unit;
create index draft_by_unit on draft (unit, org_id, round);
drop index duty_board_by_owner;
create index duty_board_by_owner on duty_board (owner, org_id, status);
drop index list_board_by_kind;
create index list_board_by_kind on list_board (kind, org_id, phase);
drop index listing_by_list;
create index listing_by_list on listing (list, org_id);
drop index person_by_role;
create index person_by_role on person (role, org_id, unit);
drop index proposal_board_by_unit;
create index proposal_board_by_unit on proposal_board (unit, org_id, state);
drop index proposal_board_by_round;
create index proposal_board_by_round on proposal_board (plan, org_id, round, state);
drop index proposal_board_waiting;
create index proposal_board_waiting on proposal_board (waits_for, org_id, unit) where waits_for is not null;
drop index proposal_board_due;
create index proposal_board_due on proposal_board (due_at, org_id) where due_at is not null;
drop index proposal_claim_by_proposal;
create index proposal_claim_by_proposal on proposal_claim (proposal, org_id);
alter table register_number drop constraint register_number_org_id_decision_key;
alter table register_number add constraint register_number_of_decision unique (decision, org_id);
alter table year_board drop constraint year_board_org_id_plan_key;
alter table year_board add constraint year_of_plan unique (plan, org_id);
