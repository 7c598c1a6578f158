-- Whoever audits asks for every act that was done for somebody else; most are not.
create index command_acting on command (acting_for, org_id) where acting_for is not null and role <> 'outbox';
