-- On a morning each person of a unit is told what waits for them, of the unit's own lists too. Without this each of many
-- thousand mails looked through the lists of all units.
create index list_board_of_unit on list_board ((state ->> 'unit'), org_id) where kind = 'unitRound';
