import type { StageKind } from '../../../domain/plan/plan.ts';
import type { TokenlessRole } from './reader.ts';

/** A case as a list or an act names it; `seq` is the basis for a command on it. */
export type CaseRef = {
  id: string;
  code: string | null;
  name: string;
  plan: string | null;
  round: string;
  unit: string;
  title: string;
  state: string;
  seq: number;
};

/** One thing that somebody owes now, with all that is needed to do it. */
export type OwedItem = {
  kind: 'proposal' | 'unitStage' | 'unitList' | 'list' | 'duty' | 'pendingAct';
  /** Id of the case or list, key of the stage or task. */
  ref: string;
  role: TokenlessRole;
  unit: string | null;
  /** The commands that settle it, the usual one first. */
  commands: string[];
  plan: string | null;
  round: string | null;
  stage: string | null;
  stageKind: StageKind | null;
  /** For a list: what it is, and how far it has come; `gather` when it has yet to be drawn up. */
  list: {
    kind: 'session' | 'decision' | 'submission' | 'receipt' | 'unitRound';
    phase: string;
    stream: string | null;
  } | null;
  proposals: CaseRef[];
  /** Lines that must be struck first. */
  blocked: string[];
  /** Keys of the evidence that the stage asks for. */
  evidence: string[];
  /** Seq of the act to be confirmed. */
  act: number | null;
  pendingKind: string | null;
  /** For a task: whose duty it is, and the id of the year that takes the command. */
  owner: string | null;
  year: string | null;
  /** The consequence was drawn and it is still owed. */
  missed: boolean;
  opensAt: number | null;
  dueAt: number | null;
  printed: string | null;
  /** The case is held since then, and no date of it passes. */
  heldSince: number | null;
  overdue: boolean;
  count: number;
};

const NOTHING_MORE = {
  unit: null,
  plan: null,
  round: null,
  stage: null,
  stageKind: null,
  list: null,
  proposals: [],
  blocked: [],
  evidence: [],
  act: null,
  pendingKind: null,
  owner: null,
  year: null,
  missed: false,
  opensAt: null,
  dueAt: null,
  printed: null,
  heldSince: null,
} satisfies Partial<OwedItem>;

type Said = Pick<OwedItem, 'kind' | 'ref' | 'role' | 'commands'> & Partial<OwedItem>;

export function owed(said: Said, asOf: number): OwedItem {
  const item = { ...NOTHING_MORE, ...said };
  // What was missed may have been given another date since.
  const passed = item.dueAt === null ? item.missed : item.dueAt <= asOf;
  const overdue = item.heldSince === null && passed;
  return { ...item, overdue, count: said.count ?? Math.max(1, item.proposals.length) };
}

/** What has no due date comes after everything that has one. */
export const NEVER = 9_000_000_000_000_000;

export type OwedPlace = { key: number; id: string };

/** Where a thing stands among all that one person owes: by its due instant, then by what it is about. No two stand alike. */
export function placeOf({ dueAt, plan, round, stage, kind, ref, ...item }: OwedItem): OwedPlace {
  const [first] = item.proposals;
  const about = [plan, round, stage, first?.code, kind, ref, item.owner, item.act, item.pendingKind, first?.id];
  return { key: dueAt ?? NEVER, id: about.map((part) => part ?? '').join(' ') };
}

export function isAfter(one: OwedPlace, other: OwedPlace): boolean {
  return one.key === other.key ? one.id > other.id : one.key > other.key;
}
