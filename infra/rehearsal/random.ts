/** A stream of numbers in [0, 1) that is the same for the same seed and name; no order of asking changes another's. */
export function chance(seed: number, ...names: readonly (string | number)[]): number {
  let hash = 2166136261 ^ seed;
  for (const char of names.join('\n')) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
  }
  // Mixes the last characters into all bits: names that differ only at the end must not draw alike (murmur3 finaliser).
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}
