/** What scripted people remember: numbers of their own registers, and what they have asked for once. */
export type Memory = {
  /** True the first time only. */
  once(what: string): boolean;
  has(what: string): boolean;
  /** The next number of somebody's own register, as on paper. */
  nextNumber(register: string): string;
  rowVersion(draft: string): number;
  rememberDraft(draft: string, rowVersion: number): void;
  /** Mail that came since it was last asked. */
  newMail<T>(all: readonly T[]): readonly T[];
  intakeOf(org: string): { plan: string; round: string };
};

export function openMemory(intake: ReadonlyMap<string, { plan: string; round: string }>): Memory {
  const seen = new Set<string>();
  const numbers = new Map<string, number>();
  const drafts = new Map<string, number>();
  let read = 0;
  return {
    once(what) {
      const first = !seen.has(what);
      seen.add(what);
      return first;
    },
    has: (what) => seen.has(what),
    nextNumber(register) {
      const next = (numbers.get(register) ?? 0) + 1;
      numbers.set(register, next);
      return String(next);
    },
    rowVersion: (draft) => drafts.get(draft) ?? 1,
    rememberDraft: (draft, rowVersion) => void drafts.set(draft, rowVersion),
    newMail(all) {
      const fresh = all.slice(read);
      read = all.length;
      return fresh;
    },
    intakeOf(org) {
      const known = intake.get(org);
      if (known === undefined) throw new Error(`${org} takes nothing from below`);
      return known;
    },
  };
}
