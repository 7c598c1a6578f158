-- How a letter is quoted is mended by its sender after it was received, too: it is on the receipt's row, as on the sender's.
update list_board b set state = b.state || jsonb_build_object('letter', jsonb_build_object('number', e.text::jsonb #> '{body,letter,number}', 'on', e.text::jsonb #> '{body,letter,on}'))
  from event e where e.org_id = b.org_id and e.stream = b.stream and e.kind = 'SubmissionReceived';
