-- A counter-decision takes its number in the register of the award's own decision. Its paper is named by its day, since
-- one paper may undo several awards; a decision still has one number.
alter table register_number drop constraint register_number_of_decision;
create unique index register_number_of_decision on register_number (decision, org_id) where decision like 'decision/%';
-- Whoever a case is about goes with it to another unit (row 25); a name and its salt stay as they were written.
grant update (unit) on subject to vinhdanh_app;
