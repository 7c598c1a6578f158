import type { Person } from './cast.ts';

/** What the API tells of a round's stages. */
export type RoundSeen = {
  plan: string;
  key: string;
  stages: { key: string; kind: string; opensAt: number | null; dueAt: number | null }[];
};

export type RoundsOf = (person: Person) => Promise<readonly RoundSeen[]>;

/** The rounds of the published plans, which are the same for all of an office: read once for as long as this lives. */
export function roundsReadOnce(): RoundsOf {
  const read = new Map<string, Promise<readonly RoundSeen[]>>();
  return ({ door, player }) => {
    const rounds = read.get(player.org) ?? door.get<{ items: RoundSeen[] }>('/v1/rounds').then(({ items }) => items);
    read.set(player.org, rounds);
    return rounds;
  };
}
