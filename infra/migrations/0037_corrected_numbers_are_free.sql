-- A number that was typed wrongly belongs to another paper, which must be able to bear it: only what is in force stands
-- once. Who bore it before stays beside it.
alter table register_number drop constraint register_number_pkey;
alter table register_number add primary key (org_id, authority_form, register_form, local_year, number_form, decision);
create unique index register_number_in_force on register_number (number_form, local_year, register_form, authority_form, org_id) where not replaced;
