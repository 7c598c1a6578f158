-- Desk: the installation's secret, with which the hashes of commands' bodies are keyed. A request may be a few words or
-- a name, and whoever holds the record alone could find it by trying. It belongs to the desk because it cannot be
-- rebuilt, is backed up and restored with the record, so that repeats are still known, and is never exported with it.
-- Kept as HMAC's two blocks: 32 random bytes, padded to 64 and mixed with 0x36 and 0x5c (RFC 2104).
create table body_key (
  singleton boolean primary key default true check (singleton),
  inner_block bytea not null check (length(inner_block) = 64),
  outer_block bytea not null check (length(outer_block) = 64)
);
-- Granted to nobody: the application uses the key and never sees it.

do $$
declare
  -- Four random UUIDs hold 488 random bits.
  secret bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  inner_block bytea := decode(repeat('36', 64), 'hex');
  outer_block bytea := decode(repeat('5c', 64), 'hex');
begin
  for place in 0..31 loop
    inner_block := set_byte(inner_block, place, get_byte(inner_block, place) # get_byte(secret, place));
    outer_block := set_byte(outer_block, place, get_byte(outer_block, place) # get_byte(secret, place));
  end loop;
  insert into body_key (inner_block, outer_block) values (inner_block, outer_block);
end $$;

-- HMAC-SHA-256 of a hash, in hex.
create function keyed(hash text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select encode(sha256(outer_block || sha256(inner_block || convert_to(hash, 'UTF8'))), 'hex') from public.body_key
$$;
revoke execute on function keyed(text) from public;
grant execute on function keyed(text) to vinhdanh_app;

-- What was written down before is keyed as well: an old request repeated is still the same one.
update command set body_hash = keyed(body_hash);

-- The rest of the record is guarded as the ledger is: ALWAYS, and from truncation too.
alter table command enable always trigger command_settles_once;
-- What was received never changes; a step changes only whether and how it was settled, and so does not meet this one.
create trigger command_is_kept
  before update of org_id, id, stream, kind, actor, role, actor_org, unit, acting_for, idempotency_key, body_hash, body, basis,
    cause_stream, cause_seq, received_at, at, inserted_at
  on command for each row execute function refuse_change();
create trigger command_is_never_truncated before truncate on command for each statement execute function refuse_change();
alter table command enable always trigger command_is_kept;
alter table command enable always trigger command_is_never_truncated;

create function only_onward() returns trigger language plpgsql as $$
begin
  if (new.org_id, new.stream) is distinct from (old.org_id, old.stream)
    or new.seq < old.seq or (new.seq = old.seq and new.hash <> old.hash) then
    raise exception 'The head of % only moves on with its ledger', old.stream using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger head_moves_onward before update on head for each row execute function only_onward();
create trigger head_is_kept before delete on head for each row execute function refuse_change();
create trigger head_is_never_truncated before truncate on head for each statement execute function refuse_change();
alter table head enable always trigger head_moves_onward;
alter table head enable always trigger head_is_kept;
alter table head enable always trigger head_is_never_truncated;

-- Every chain's first link holds the log origin.
create trigger installation_is_kept before update or delete on installation for each row execute function refuse_change();
create trigger installation_is_never_truncated before truncate on installation for each statement execute function refuse_change();
alter table installation enable always trigger installation_is_kept;
alter table installation enable always trigger installation_is_never_truncated;
