-- The level below asks for its case back: the number of its own act, until it is answered.
alter table proposal_board add column withdrawal_asked integer;
