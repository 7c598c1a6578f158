-- That the council failed a case, or that its paper was not signed, is told by the case’s own event since. What stood here
-- under the event of the list was told to nobody any more, and shown to nobody.
insert into notice (org_id, stream, seq, person, delivery)
select n.org_id, e.stream, e.seq, n.person, n.delivery
from notice n
  join (select org_id, stream, seq, kind, text::jsonb as told from event where kind in ('ResultRecorded', 'AwardDeclined', 'SubmissionDeclined')) e
    on e.org_id = n.org_id and e.told #>> '{cause,stream}' = n.stream and (e.told #>> '{cause,seq}')::int = n.seq
  join proposal_board p on p.org_id = e.org_id and p.id = split_part(e.stream, '/', 2)::uuid
  join person r on r.org_id = n.org_id and r.id = n.person
where (e.kind <> 'ResultRecorded' or e.told #>> '{body,to,state}' = 'notPassed')
  and (r.role = 'standingOffice' or (r.unit = p.unit and p.lower_org is null))
on conflict do nothing;

delete from notice n using event e
where e.org_id = n.org_id and e.stream = n.stream and e.seq = n.seq
  and e.kind in ('ResultConfirmed', 'DecisionDeclined', 'SubmissionNotSigned');
