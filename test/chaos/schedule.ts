import { setTimeout as pause } from 'node:timers/promises';
import { type Chance, chance as chanceOf } from '../builders/seeded.ts';
import type { Misfortune } from './misfortunes.ts';

/** `overlapping`: how many began while another was not over. */
export type Befallen = { counts: Map<string, number>; overlapping: number };

const ONE_IN = 3;

/**
 * At moments of chance, each kind once before any comes again. One in three does not wait until the one before it is
 * over. Each has a chance of its own, so that a seed gives the same kinds in the same order whoever is faster.
 */
export async function befall(
  misfortunes: readonly Misfortune[],
  chance: Chance,
  going: () => boolean,
  say: (line: string) => void,
): Promise<Befallen> {
  const befallen: Befallen = { counts: new Map(misfortunes.map(({ kind }) => [kind, 0])), overlapping: 0 };
  const open = new Set<Promise<void>>();
  for (let deck: Misfortune[] = []; ; ) {
    const impatient = chance.between(1, ONE_IN) === 1;
    const restMs = impatient ? chance.between(50, 500) : chance.between(200, 2_500);
    if (!impatient) await Promise.all(open);
    await restful(restMs, going);
    if (!going()) break;
    if (deck.length === 0) deck = shuffled(misfortunes, chance);
    const next = deck.pop();
    if (next === undefined) break;
    if (open.size > 0) befallen.overlapping += 1;
    say(open.size > 0 ? `${next.kind}, beside another` : next.kind);
    const happening = next.happens(chanceOf(chance.between(0, 2 ** 31))).finally(() => open.delete(happening));
    open.add(happening);
    befallen.counts.set(next.kind, (befallen.counts.get(next.kind) ?? 0) + 1);
  }
  await Promise.all(open);
  return befallen;
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
