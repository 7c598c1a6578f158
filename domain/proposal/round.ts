import type { LocalDate } from '../calendar/local-date.ts';
import type { OnMissed, StageKind, SubjectKind, Term } from '../plan/plan.ts';
import type { Role } from '../roles.ts';

/** A stage as pinned by a proposal: the plan's stage with its deadline resolved to instants. */
export type PinnedStage = {
  key: string;
  kind: StageKind;
  opensAt: number | null;
  dueAt: number | null;
  printed: string;
  /** Years without an official holiday table: such a date never causes a lapse. */
  provisional: boolean;
  onMissed: OnMissed;
  actors: readonly Role[];
  evidence: readonly string[];
  per: 'unit' | 'proposal';
  acceptance: 'office' | 'none';
  serviceTime: Term | null;
  route: Route | 'any';
  noticeDays: number | null;
  onSilence: 'wait' | 'goOn';
  assumed: boolean;
};

/** Who decides the title: the authority of this council, or the level above. */
export type Route = 'here' | 'above';

/** An award round as its proposals pin it, from one version of the plan. */
export type PinnedRound = {
  key: string;
  plan: string;
  planVersion: number;
  period: { from: LocalDate; to: LocalDate };
  opensAt: number | null;
  closesAt: number | null;
  standing: boolean;
  afterWindow: 'refuse' | 'acceptMarkedLate';
  admitsUnregistered: boolean;
  officeProposes: boolean;
  titles: readonly { code: string; route: Route; subjects: readonly SubjectKind[] }[];
  stages: readonly PinnedStage[];
  rulePack: string | null;
  /** Absent in rounds that were pinned before plans could say it. */
  afterHold?: Term;
};

export function stageOf(round: PinnedRound, key: string | null): PinnedStage | null {
  return round.stages.find((stage) => stage.key === key) ?? null;
}

export function stageOfKind(round: PinnedRound, kind: StageKind): PinnedStage | null {
  return round.stages.find((stage) => stage.kind === kind) ?? null;
}

export function isOnTheWay({ route }: PinnedStage, way: Route): boolean {
  return route === 'any' || route === way;
}

/** The stage after `key` on the way that the title goes; null after the last. The first one for `null`. */
export function stageAfter(round: PinnedRound, key: string | null, route: Route): PinnedStage | null {
  const start = round.stages.findIndex((stage) => stage.key === key) + 1;
  return round.stages.slice(start).find((stage) => isOnTheWay(stage, route)) ?? null;
}

export function titleIn(round: PinnedRound, code: string): PinnedRound['titles'][number] | null {
  return round.titles.find((title) => title.code === code) ?? null;
}
