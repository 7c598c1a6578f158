import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../builders/seeded.ts';
import type { Misfortune } from './misfortunes.ts';

/** One after another at moments of chance, each kind once before any comes again; tells how many came of each. */
export async function befall(
  misfortunes: readonly Misfortune[],
  chance: Chance,
  going: () => boolean,
  say: (line: string) => void,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>(misfortunes.map(({ kind }) => [kind, 0]));
  let deck: Misfortune[] = [];
  for (;;) {
    await restful(chance.between(200, 2_500), going);
    if (!going()) return counts;
    if (deck.length === 0) deck = shuffled(misfortunes, chance);
    const next = deck.pop();
    if (next === undefined) return counts;
    say(next.kind);
    await next.happens(chance);
    counts.set(next.kind, (counts.get(next.kind) ?? 0) + 1);
  }
}

async function restful(ms: number, going: () => boolean): Promise<void> {
  for (let left = ms; left > 0 && going(); left -= 100) await pause(Math.min(left, 100));
}

function shuffled<T>(items: readonly T[], chance: Chance): T[] {
  const deck = [...items];
  for (let last = deck.length - 1; last > 0; last -= 1) {
    const other = chance.between(0, last);
    // Both places are within the deck.
    [deck[last], deck[other]] = [deck[other] as T, deck[last] as T];
  }
  return deck;
}
