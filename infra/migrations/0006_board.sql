-- Entries of a register are the same however they were typed: "01/QĐ-UBND" is "1/qđ-ubnd". The key holds their forms
-- (domain/decision/register-form.ts), and what was typed stays beside them.

alter table register_number add authority_form text, add register_form text, add number_form text;

-- The rule of the domain in SQL, once, for what stands there already.
create function pg_temp.register_form(typed text) returns text language sql immutable as $$
  select regexp_replace(
    lower(regexp_replace(btrim(normalize(typed, nfc), E' \t\n\r\u00a0'), E'[\\s\u00a0]+', ' ', 'g') collate "pg_c_utf8"),
    '(^|[^0-9])0+(?=[0-9])', '\1', 'g')
$$;
update register_number set authority_form = pg_temp.register_form(authority), register_form = pg_temp.register_form(register),
  number_form = pg_temp.register_form(number);
-- Two that were taken for different ones stay as they are recorded; the later one keeps a form of its own.
update register_number r set number_form = r.number_form || ' = ' || r.decision where exists (
  select from register_number o where (o.org_id, o.authority_form, o.register_form, o.local_year, o.number_form)
    = (r.org_id, r.authority_form, r.register_form, r.local_year, r.number_form) and o.decision < r.decision);

alter table register_number alter authority_form set not null, alter register_form set not null, alter number_form set not null;
alter table register_number drop constraint register_number_pkey;
alter table register_number add primary key (org_id, authority_form, register_form, local_year, number_form);

-- A case's code stands in its draft and is joined when it is read; a case from below has none. The board never held it.
alter table proposal_board drop column code;
