-- A receipt knows the wishes that it declined, and which refused lines had waited for a supplement: no release before
-- this one wrote either on its row. Each is told of one line by each event, but for the lists of lines that were returned,
-- which may stand in parts.
with told as (
  select e.org_id, e.stream, e.seq, e.kind, line.proposal,
    e.kind = 'LinesReturned' or (e.kind = 'LineRedecided' and (e.text::jsonb #>> '{body,returned}')::boolean) as returned
  from event e cross join lateral (
    select e.text::jsonb #>> '{body,proposal}' as proposal where e.text::jsonb #> '{body,proposal}' is not null
    union all
    select item #>> '{}' from jsonb_array_elements(
      case when jsonb_typeof(e.text::jsonb #> '{body,proposals}') = 'array' then e.text::jsonb #> '{body,proposals}' else '[]' end) item
    union all
    select item #>> '{}' from event p, jsonb_array_elements(p.text::jsonb #> '{body,items}') item
    where e.text::jsonb #> '{body,proposals,inParts}' is not null and p.org_id = e.org_id and p.stream = e.stream
      and p.command_id = e.command_id and p.kind = 'ListPart' and jsonb_typeof(item) = 'string') line
  where e.stream like 'receipt/%'
    and e.kind in ('LinesTaken', 'LinePutBack', 'LinesReturned', 'LineRefused', 'LineRedecided', 'SupplementTaken', 'WithdrawalGranted')
), refused as (
  select *, lag(returned) over (partition by org_id, stream, proposal order by seq) as waited from told
), waiting as (
  select org_id, stream, proposal, max(seq) as seq from refused r where kind = 'LineRefused' and waited
    and not exists (select from told t where t.org_id = r.org_id and t.stream = r.stream and t.proposal = r.proposal
      and t.kind = 'SupplementTaken' and t.seq > r.seq)
  group by org_id, stream, proposal
), declined as (
  select distinct on (org_id, stream, text::jsonb #>> '{body,proposal}') org_id, stream,
    text::jsonb #>> '{body,proposal}' as proposal, text::jsonb #> '{body,act}' as act
  from event where stream like 'receipt/%' and kind = 'WithdrawalDeclined'
  order by org_id, stream, text::jsonb #>> '{body,proposal}', seq desc
)
update list_board b set state = b.state || jsonb_build_object(
  'declined', coalesce((select jsonb_object_agg(d.proposal, d.act) from declined d where d.org_id = b.org_id and d.stream = b.stream), '{}'),
  'refusedReturned', coalesce((select jsonb_agg(w.proposal order by w.seq) from waiting w where w.org_id = b.org_id and w.stream = b.stream), '[]'))
where b.kind = 'receipt';
