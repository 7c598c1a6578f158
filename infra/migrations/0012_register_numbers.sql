-- A number may be typed with its register or without, and with eth (Ð) for Đ: domain/decision/register-form.ts. What
-- stands there already gets the form by the same rule; of two that become one, the later keeps a form of its own.
create or replace function pg_temp.register_form(typed text) returns text language sql immutable as $$
  select regexp_replace(
    replace(lower(regexp_replace(btrim(normalize(typed, nfc), E' \t\n\r\u00a0'), E'[\\s\u00a0]+', ' ', 'g') collate "pg_c_utf8"), 'ð', 'đ'),
    '(^|[^0-9])0+(?=[0-9])', '\1', 'g')
$$;
create or replace function pg_temp.number_form(form text, suffix text) returns text language sql immutable as $$
  select case
    when suffix = '' or right(form, length(suffix)) <> suffix then form
    when bare = '' or bare = rest then form
    else bare end
  from (select rest, regexp_replace(rest, '[\s/-]+$', '') as bare
        from (select left(form, greatest(length(form) - length(suffix), 0)) as rest) as cut) as parts
$$;
alter table register_number drop constraint register_number_pkey;
update register_number set authority_form = pg_temp.register_form(authority), register_form = pg_temp.register_form(register),
  number_form = pg_temp.number_form(pg_temp.register_form(number), pg_temp.register_form(register));
update register_number r set number_form = r.number_form || ' = ' || r.decision where exists (
  select from register_number o where (o.org_id, o.authority_form, o.register_form, o.local_year, o.number_form)
    = (r.org_id, r.authority_form, r.register_form, r.local_year, r.number_form) and o.decision < r.decision);
alter table register_number add primary key (org_id, authority_form, register_form, local_year, number_form);
