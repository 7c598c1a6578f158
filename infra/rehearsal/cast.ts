import { signDevelopmentToken } from '../../api/identity.ts';
import { type Door, openDoor } from '../offices/door.ts';
import type { Player } from '../offices/people.ts';
import type { SetUp } from '../offices/set-up.ts';

/** A player at their own door. */
export type Person = { player: Player; door: Door; acts: number };

export async function castOf({ own, above }: SetUp, apiUrl: string, tokenKey: Uint8Array): Promise<Person[]> {
  const players = [own, above].flatMap((office) =>
    office === null ? [] : office.players.filter(({ role }) => role !== 'auditor' && role !== 'administrator'),
  );
  return Promise.all(
    players.map(async (player) => ({
      player,
      door: openDoor(apiUrl, await signDevelopmentToken(tokenKey, player, '10y')),
      acts: 0,
    })),
  );
}

export function isOfUnit({ player }: Person): boolean {
  return player.unit !== null;
}
