-- A number that was typed wrongly stays in the register and is not given out again; the decision bears one that is in force.
alter table register_number add replaced boolean not null default false;
drop index register_number_of_decision;
create unique index register_number_of_decision on register_number (decision, org_id) where decision like 'decision/%' and not replaced;
-- What a correction mends is on the list's row.
update list_board b set state = b.state || jsonb_build_object('numbered', jsonb_build_object('number', e.text::jsonb #> '{body,number}', 'on', e.text::jsonb #> '{body,on}'))
  from event e where e.org_id = b.org_id and e.stream = b.stream and e.kind = 'DecisionNumbered';
update list_board b set state = b.state || jsonb_build_object('letter', jsonb_build_object('number', e.text::jsonb #> '{body,letter,number}', 'on', e.text::jsonb #> '{body,letter,on}'))
  from event e where e.org_id = b.org_id and e.stream = b.stream and e.kind = 'SubmissionSent';
