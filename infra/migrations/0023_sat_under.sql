-- A session is of a form, and names the constitution of the council that it sat under: none before this release.
update list_board l set state = l.state || jsonb_build_object('meeting', e.text::jsonb #> '{body,meeting}', 'satUnder', null)
from event e where l.kind = 'session' and e.org_id = l.org_id and e.stream = l.stream and e.kind = 'SessionCalled';
