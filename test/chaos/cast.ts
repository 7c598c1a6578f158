import { signDevelopmentToken } from '../../api/identity.ts';
import type { Player } from '../../infra/offices/people.ts';
import type { Person } from '../../infra/rehearsal/cast.ts';
import { ABOVE } from '../builders/level-above.ts';
import { ORG, UNIT } from '../builders/office.ts';
import { type Insistence, insistentDoor } from './insistent-door.ts';

export const UNITS: readonly string[] = [UNIT, 'ward-2', 'ward-3', 'ward-4'];

const OFFICE: readonly [string, Player['role']][] = [
  ['office-one', 'standingOffice'],
  ['office-two', 'standingOffice'],
  ['secretary', 'councilSecretary'],
  ['chair', 'councilChair'],
  ['authority', 'authorityHead'],
];

function player(id: string, role: Player['role'], org: string, unit: string | null): Player {
  return { id, role, org, unit, name: `Name of ${id}`, email: `${id}@chaos.invalid` };
}

/** A clerk and a head for each unit, and an office here and above. Each is a client of its own. */
export function players(): Player[] {
  const units = UNITS.flatMap((unit) => [
    player(`clerk-of-${unit}`, 'unitClerk', ORG, unit),
    player(`head-of-${unit}`, 'unitHead', ORG, unit),
  ]);
  const offices = [ORG, ABOVE].flatMap((org) => OFFICE.map(([id, role]) => player(`${id}-${org}`, role, org, null)));
  return [...units, ...offices];
}

export async function castAt(tokenKey: Uint8Array, insistence: Insistence): Promise<Person[]> {
  return Promise.all(
    players().map(async (each) => ({
      player: each,
      door: insistentDoor(await signDevelopmentToken(tokenKey, each, '1d'), each, insistence),
      acts: 0,
    })),
  );
}
