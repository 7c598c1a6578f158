/**
 * Who acts. The letters are those of the life table (docs/proposal-life.md).
 * `timer` and `outbox` are not people: a due instant, and an act carried from another stream.
 */
export const ROLES = {
  unitClerk: 'U',
  unitHead: 'H',
  clusterHead: 'L',
  initiativeCouncil: 'I',
  standingOffice: 'S',
  councilSecretary: 'C',
  councilChair: 'K',
  authorityHead: 'A',
  parentOffice: 'P',
  auditor: 'Q',
  administrator: 'Z',
  timer: 'T',
  outbox: 'O',
} as const;

export type Role = keyof typeof ROLES;

export const ALL_ROLES: readonly Role[] = [
  'unitClerk',
  'unitHead',
  'clusterHead',
  'initiativeCouncil',
  'standingOffice',
  'councilSecretary',
  'councilChair',
  'authorityHead',
  'parentOffice',
  'auditor',
  'administrator',
  'timer',
  'outbox',
];

/** Roles that a person can hold and a token can name. */
export type PersonRole = Exclude<Role, 'timer' | 'outbox'>;
