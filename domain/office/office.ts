import { type Decision, refuse } from '../refusal.ts';
import type { Role } from '../roles.ts';
import type { Carried, Received, Recorded, StreamKind } from '../stream.ts';
import {
  type ClusterComposition,
  type ClusterConstituted,
  type ClusterFacts,
  type ConstitutedCluster,
  constituteCluster,
} from './clusters.ts';
import {
  type Composition,
  type ConstitutedCouncil,
  type CouncilConstituted,
  type CouncilFacts,
  constituteCouncil,
} from './councils.ts';
import {
  began,
  type DeputyFacts,
  type DeputyNamed,
  type DeputyRevoked,
  type Deputyship,
  ended,
  type NamedDeputy,
  nameDeputy,
  type Revocation,
  revokeDeputy,
} from './deputies.ts';

/** What holds for an organisation whatever the year, each with its days: who stands in for whom, and who sits where. */
export type OfficeCommand =
  | { kind: 'NameDeputy'; body: NamedDeputy }
  | { kind: 'RevokeDeputy'; body: { deputyship: number } & Revocation }
  | { kind: 'ConstituteCouncil'; body: ConstitutedCouncil }
  | { kind: 'ConstituteCluster'; body: ConstitutedCluster };

export type OfficeEvent = DeputyNamed | DeputyRevoked | CouncilConstituted | ClusterConstituted;

export type OfficeState = {
  seq: number;
  deputyships: readonly Deputyship[];
  councils: readonly Composition[];
  clusters: readonly ClusterComposition[];
};

export type OfficeFacts = DeputyFacts & CouncilFacts & ClusterFacts;

/** Whoever may do it at all; for whom, says `DEPUTY_TABLE`. */
export const OFFICE_TABLE = {
  NameDeputy: { who: ['authorityHead', 'councilChair', 'standingOffice', 'unitHead'] },
  RevokeDeputy: { who: ['authorityHead', 'councilChair', 'standingOffice', 'unitHead'] },
  ConstituteCouncil: { who: ['standingOffice'] },
  ConstituteCluster: { who: ['standingOffice'] },
} as const satisfies Record<OfficeCommand['kind'], { who: readonly Role[] }>;

export const OFFICE: StreamKind<OfficeState, OfficeCommand, OfficeEvent, OfficeFacts> = {
  name: 'office',
  // 2: whoever holds the role now revokes what a holder before them named.
  // 3: a last day is brought forward by another. 4: a revocation has force from when it is decided, and says when.
  // 5: a naming that is entered again settles what a recovery brought back without it.
  revision: 5,
  initial: { seq: 0, deputyships: [], councils: [], clusters: [] },
  evolve,
  decide,
  carry: (): readonly Carried[] => [],
};

function evolve(state: OfficeState, event: Recorded<OfficeEvent>): OfficeState {
  const { seq, receivedAt } = event.envelope;
  switch (event.kind) {
    case 'DeputyNamed':
      return { ...state, seq, deputyships: [...state.deputyships, began(event.body, seq, receivedAt)] };
    case 'DeputyRevoked': {
      const { deputyship, ...revocation } = event.body;
      const end = (each: Deputyship) => (each.seq === deputyship ? ended(each, revocation, receivedAt) : each);
      return { ...state, seq, deputyships: state.deputyships.map(end) };
    }
    case 'ClusterConstituted':
      return { ...state, seq, clusters: [...state.clusters, { ...event.body, seq }] };
    case 'CouncilConstituted':
      return { ...state, seq, councils: [...state.councils, { ...event.body, seq }] };
  }
}

function decide(state: OfficeState, command: Received<OfficeCommand>, facts: OfficeFacts): Decision<OfficeEvent> {
  const { who } = OFFICE_TABLE[command.kind];
  if (!who.some((role) => role === command.by.role))
    return refuse('WRONG_ROLE', 'office', { command: command.kind, allowed: [...who] });
  switch (command.kind) {
    case 'NameDeputy':
      return nameDeputy(command, facts);
    case 'RevokeDeputy':
      return revokeDeputy(state.deputyships, command, facts);
    case 'ConstituteCouncil':
      return constituteCouncil(command, facts);
    case 'ConstituteCluster':
      return constituteCluster(command, facts);
  }
}
