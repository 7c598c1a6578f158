-- Who takes a line of a letter from below begins the case here and proposes nothing: the level below did. Of such a case
-- nobody of this level is a proposer, since no unit of this level acts for it.
update proposal_board set proposers = '{}' where lower_org is not null;
