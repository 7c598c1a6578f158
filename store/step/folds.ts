/** A stream folded up to one event. That event's hash stands for the whole chain before it, so it says what was folded. */
export type Fold = { seq: number; hash: string; state: unknown };

/**
 * Streams as this process last folded them, so that a step reads and folds only what came since. Never trusted: a step
 * uses one only where the ledger, under the stream's lock, goes on from its very hash.
 */
export type Folds = {
  of(org: string, stream: string): Fold | null;
  keep(org: string, stream: string, fold: Fold): void;
};

/** Holds the `most` streams that were used last. */
export function openFolds(most: number): Folds {
  const kept = new Map<string, Fold>();
  const use = (key: string, fold: Fold) => {
    kept.delete(key);
    kept.set(key, fold);
  };
  return {
    of(org, stream) {
      const key = `${org}/${stream}`;
      const fold = kept.get(key);
      if (fold !== undefined) use(key, fold);
      return fold ?? null;
    },
    keep(org, stream, fold) {
      use(`${org}/${stream}`, fold);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
  };
}
