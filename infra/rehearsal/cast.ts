import { setTimeout as pause } from 'node:timers/promises';
import { signDevelopmentToken } from '../../api/identity.ts';
import { type Door, openDoor, type Reply } from '../offices/door.ts';
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
      door: patient(openDoor(apiUrl, await signDevelopmentToken(tokenKey, player, '10y'))),
      acts: 0,
    })),
  );
}

const AGAIN_MS = 200;
const PATIENCE_MS = 60_000;

/** On a loaded machine an act may wait, or meet an outage: whoever asks again under its key does nothing twice. */
function patient(door: Door): Door {
  return {
    ...door,
    async send<T>(...asked: Parameters<Door['send']>): Promise<Reply<T>> {
      for (const begun = Date.now(); ; await pause(AGAIN_MS)) {
        const reply = await door.send<T>(...asked);
        const isAnswer = reply.status !== 202 && reply.status < 500;
        if (isAnswer || Date.now() - begun > PATIENCE_MS) return reply;
      }
    },
  };
}

export function isOfUnit({ player }: Person): boolean {
  return player.unit !== null;
}
