/** Chance that can be repeated: the same seed gives the same moments. A small generator of Steele and Vigna's kind. */
export type Chance = { seed: number; between(least: number, most: number): number };

/** The seed of the environment, or one of the clock, which the test prints. */
export function chance(seed = Number(process.env.SEED ?? Date.now() % 1_000_000_007)): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  return { seed, between: (least, most) => least + Math.floor(next() * (most - least + 1)) };
}
