-- Cases that are held, since when, and by which holds (row 21). No case was held before this release.
alter table proposal_board add column held_since bigint;
alter table proposal_board add column holds int[] not null default '{}';
