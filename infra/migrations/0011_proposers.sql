-- Whoever submitted, nominated or confirmed a case does not appraise it (row 12), so it is no longer owed by them. The
-- board shows them as the domain folds them (domain/proposal/state.ts); reading them from the events said otherwise.
alter table proposal_board add column proposers text[] not null default '{}';

-- For what stands there already, from the ledger. Of a nomination that a second person confirmed, both: the first by the
-- act that was then pending, which is the last one proposed, unless it was declined or the case has moved since.
update proposal_board p set proposers = found.proposers
from (
  with told as (
    select org_id, stream, seq, kind, text::jsonb ->> 'actor' as actor, text::jsonb -> 'body' -> 'to' as place
    from event where stream like 'proposal/%'
  ),
  standing as (
    select *, max(seq) filter (where kind = 'ActProposed') over (partition by org_id, stream order by seq) as act from told
  ),
  proposing as (
    select org_id, stream, actor from told
    where kind in ('Submitted', 'SubmittedAgain', 'Nominating', 'OpenedFromBelow', 'Resubmitted', 'Confirmed', 'Nominated')
    union
    select a.org_id, a.stream, a.actor from standing n join told a on a.org_id = n.org_id and a.stream = n.stream and a.seq = n.act
    where n.kind = 'Nominated' and not exists (
      select from told x where x.org_id = a.org_id and x.stream = a.stream and x.seq > a.seq and x.seq < n.seq
        and (x.kind = 'ActDeclined' or (x.place is not null and (x.place ->> 'state', x.place ->> 'stage') is distinct from (
          select (b.place ->> 'state', b.place ->> 'stage') from told b
          where b.org_id = a.org_id and b.stream = a.stream and b.seq < a.seq and b.place is not null order by b.seq desc limit 1))))
  )
  select org_id, stream, array_agg(actor order by actor) as proposers from proposing group by org_id, stream
) as found
where p.org_id = found.org_id and 'proposal/' || p.id = found.stream;
