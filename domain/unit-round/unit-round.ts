import { notAmong, repeatedIn } from '../listing.ts';
import type { StageKind } from '../plan/plan.ts';
import { refuseWindow } from '../proposal/acts/registration.ts';
import type { PinnedRound } from '../proposal/round.ts';
import { stageOf, stageOfKind, titleIn } from '../proposal/round.ts';
import { accept, type Decision, refuse } from '../refusal.ts';
import type { Role } from '../roles.ts';
import type { Carried, Received, Recorded, StreamKind } from '../stream.ts';
import { streamName } from '../stream.ts';
import type { EvidenceItem, Paper, PrivateText } from '../text.ts';
import type { Tally } from '../voting.ts';
import { refuseTargets, type Target, withTargets } from './targets.ts';

/**
 * A unit's part in an award round: the acts that are legally one for all of its proposals. A hand-in is one event
 * here; so is the year-end list under one cover letter. The outbox then carries them to each proposal.
 */
export type ListedLine = { proposal: string; title: string; reason: PrivateText | null };

export type UnitRoundCommand =
  | {
      kind: 'HandInForUnit';
      body: {
        round: string;
        stage: string;
        evidence: readonly EvidenceItem[];
        except: readonly { proposal: string; reason: PrivateText }[];
      };
    }
  | {
      kind: 'ProposeList';
      body: {
        round: string;
        letter: Paper;
        unitVote: Tally | null;
        lines: readonly ListedLine[];
        left: readonly { proposal: string; reason: PrivateText }[];
      };
    }
  | { kind: 'RegisterTargets'; body: { round: string; targets: readonly Target[] } }
  | { kind: 'ConfirmTargets'; body: { act: number } }
  | { kind: 'DeclineTargets'; body: { act: number; reason: PrivateText } }
  | { kind: 'ConfirmList'; body: { act: number } }
  | { kind: 'DeclineList'; body: { act: number; reason: PrivateText } };

type ProposedList = Omit<Extract<UnitRoundCommand, { kind: 'ProposeList' }>['body'], 'round'>;

export type UnitRoundEvent =
  | {
      kind: 'UnitHandedIn';
      body: {
        unit: string;
        round: string;
        stage: string;
        evidence: readonly EvidenceItem[];
        proposals: readonly string[];
        except: readonly { proposal: string; reason: PrivateText }[];
      };
    }
  | { kind: 'ListProposed'; body: { unit: string; round: string; list: ProposedList } }
  | { kind: 'TargetsProposed'; body: { unit: string; round: string; targets: readonly Target[] } }
  | { kind: 'TargetsDeclined'; body: { act: number; reason: PrivateText } }
  | { kind: 'TargetsRegistered'; body: { proposedBy: string; targets: readonly Target[] } }
  | { kind: 'ListDeclined'; body: { act: number; reason: PrivateText } }
  | { kind: 'UnitNominated'; body: { proposedBy: string; list: ProposedList } };

export type UnitRoundState = {
  seq: number;
  unit: string | null;
  /** `plan/round`. */
  round: string | null;
  pending: { seq: number; by: string; list: ProposedList } | null;
  targets: readonly Target[];
  targetsPending: { seq: number; by: string; targets: readonly Target[] } | null;
};

export type UnitRoundFacts = {
  round?: PinnedRound;
  /** The unit's proposals of the round that owe the stage at this moment, in the order of their codes. */
  owing?: readonly string[];
  /** Those of them that may still be nominated by a date of their own, once the plan’s is over. */
  extended?: readonly string[];
  onePerson?: boolean;
};

export const UNIT_ROUND_TABLE = {
  HandInForUnit: { pending: 'either', who: ['unitClerk', 'unitHead'] },
  RegisterTargets: { pending: 'either', who: ['unitClerk'] },
  ConfirmTargets: { pending: 'either', who: ['unitHead'] },
  DeclineTargets: { pending: 'either', who: ['unitHead'] },
  ProposeList: { pending: 'no', who: ['unitClerk'] },
  ConfirmList: { pending: 'yes', who: ['unitHead'] },
  DeclineList: { pending: 'yes', who: ['unitHead'] },
} as const satisfies Record<UnitRoundCommand['kind'], { pending: 'yes' | 'no' | 'either'; who: readonly Role[] }>;

export const UNIT_ROUND: StreamKind<UnitRoundState, UnitRoundCommand, UnitRoundEvent, UnitRoundFacts> = {
  name: 'unitRound',
  // 2: a list is confirmed while each of its cases is the unit's to nominate, and keeps to each one's own date.
  revision: 2,
  initial: { seq: 0, unit: null, round: null, pending: null, targets: [], targetsPending: null },
  evolve,
  decide,
  carry,
};

function evolve(state: UnitRoundState, event: Recorded<UnitRoundEvent>): UnitRoundState {
  const { seq, actor } = event.envelope;
  switch (event.kind) {
    case 'UnitHandedIn':
      return { ...state, seq, unit: event.body.unit, round: event.body.round };
    case 'ListProposed':
      return {
        ...state,
        seq,
        unit: event.body.unit,
        round: event.body.round,
        pending: { seq, by: actor, list: event.body.list },
      };
    case 'TargetsProposed': {
      const { unit, round, targets } = event.body;
      return { ...state, seq, unit, round, targetsPending: { seq, by: actor, targets } };
    }
    case 'TargetsDeclined':
      return { ...state, seq, targetsPending: null };
    case 'TargetsRegistered':
      return { ...state, seq, targets: withTargets(state.targets, event.body.targets), targetsPending: null };
    case 'ListDeclined':
    case 'UnitNominated':
      return { ...state, seq, pending: null };
  }
}

function decide(
  state: UnitRoundState,
  command: Received<UnitRoundCommand>,
  facts: UnitRoundFacts,
): Decision<UnitRoundEvent> {
  const row = UNIT_ROUND_TABLE[command.kind];
  if (!row.who.some((role) => role === command.by.role))
    return refuse('WRONG_ROLE', 'unit’s part in a round', { command: command.kind, allowed: row.who });
  if (state.unit !== null && state.unit !== command.by.unit)
    return refuse('NOT_YOUR_UNIT', 'a unit acts for its own proposals', { unit: state.unit });
  if (row.pending === 'no' && state.pending !== null)
    return refuse('ACT_ALREADY_PENDING', 'two-person acts', { act: state.pending.seq });
  switch (command.kind) {
    case 'HandInForUnit':
      return handIn(command, facts);
    case 'ProposeList':
      return proposeList(command, facts);
    case 'ConfirmList':
      return confirmList(state, command, facts);
    case 'RegisterTargets':
      return registerTargets(state, command, facts);
    case 'ConfirmTargets':
      return confirmTargets(state, command, facts);
    case 'DeclineTargets':
      return settlesAct(state.targetsPending, command) ?? accept({ kind: 'TargetsDeclined', body: command.body });
    case 'DeclineList':
      return settlesAct(state.pending, command) ?? accept({ kind: 'ListDeclined', body: command.body });
  }
}

type Of<K extends UnitRoundCommand['kind']> = Received<Extract<UnitRoundCommand, { kind: K }>>;

function loaded(facts: UnitRoundFacts): { round: PinnedRound; owing: readonly string[] } {
  if (facts.round === undefined || facts.owing === undefined)
    throw new Error('The step did not load the facts round and owing');
  return { round: facts.round, owing: facts.owing };
}

const TAKES_EVIDENCE: readonly StageKind[] = ['checkpoint', 'review', 'initiative'];

function handIn(command: Of<'HandInForUnit'>, facts: UnitRoundFacts): Decision<UnitRoundEvent> {
  const { round, owing } = loaded(facts);
  const stage = stageOf(round, command.body.stage);
  // A score is each proposal's own, and a nomination goes by the list.
  if (stage === null || stage.per !== 'unit' || !TAKES_EVIDENCE.includes(stage.kind))
    return refuse('STAGE_NOT_OWED', 'row 7', { stage: command.body.stage, per: stage?.per ?? null });
  if (stage.opensAt !== null && command.receivedAt < stage.opensAt)
    return refuse('STAGE_NOT_OPEN', `plan: stage ${stage.key}`, { opensAt: stage.opensAt });
  if (command.by.role === 'unitHead' && !stage.actors.includes('unitHead'))
    return refuse('WRONG_ROLE', `row 7; plan: actors of stage ${stage.key}`, { allowed: ['unitClerk'] });
  const missing = stage.evidence.filter((key) => !command.body.evidence.some((item) => item.key === key));
  if (missing.length > 0) return refuse('EVIDENCE_INCOMPLETE', `plan: stage ${stage.key}`, { missing });
  const left = new Set(command.body.except.map(({ proposal }) => proposal));
  const proposals = notAmong(left, owing);
  if (proposals.length === 0)
    return refuse('STAGE_NOT_OWED', 'row 7: no proposal of the unit owes it', { stage: stage.key });
  const { round: key, stage: of, evidence, except } = command.body;
  return accept({
    kind: 'UnitHandedIn',
    body: { unit: unitOf(command), round: key, stage: of, evidence, proposals, except },
  });
}

function unitOf(command: { by: { unit: string | null } }): string {
  // The API refuses a token of a unit's role without a unit, so this is a defect.
  if (command.by.unit === null) throw new Error('A unit acts without a unit');
  return command.by.unit;
}

/** One act for the unit's whole list: every proposal that waits at the nomination is either on it or left with a reason. */
function proposeList(command: Of<'ProposeList'>, facts: UnitRoundFacts): Decision<UnitRoundEvent> {
  const { round, owing } = loaded(facts);
  const named = namedIn(command.body);
  const closed = refuseListWindow(facts, named, command.receivedAt);
  if (closed.refusal !== null) return closed.refusal;
  const missing = notAmong(new Set(named), closed.open);
  const foreign = notAmong(new Set(owing), named);
  const repeated = repeatedIn(named);
  if (named.length === 0 || missing.length + foreign.length + repeated.length > 0)
    return refuse('LINES_DIFFER', 'row 11a: the unit’s whole list', { missing, foreign, repeated });
  const alien = command.body.lines.find(({ title }) => titleIn(round, title) === null);
  if (alien !== undefined)
    return refuse('TITLE_NOT_IN_ROUND', 'plan: titles of the round', { title: alien.title, round: round.key });
  const { letter, unitVote, lines, left } = command.body;
  const list = { letter, unitVote, lines, left };
  const proposed: UnitRoundEvent = {
    kind: 'ListProposed',
    body: { unit: unitOf(command), round: command.body.round, list },
  };
  const confirmed: UnitRoundEvent = { kind: 'UnitNominated', body: { proposedBy: command.by.id, list } };
  return facts.onePerson === true ? accept<UnitRoundEvent>(proposed, confirmed) : accept<UnitRoundEvent>(proposed);
}

/** The plan’s window, and after it the dates of those to whom one was given; `open` are all who could be named. */
function refuseListWindow(
  facts: UnitRoundFacts,
  named: readonly string[],
  receivedAt: number,
): { refusal: Decision<never> | null; open: readonly string[] } {
  const { round, owing } = loaded(facts);
  const stage = stageOfKind(round, 'nomination');
  const closed = stage === null ? null : refuseWindow(stage, round, receivedAt);
  const open = closed === null ? owing : (facts.extended ?? []);
  const late = notAmong(new Set(open), named).some((proposal) => owing.includes(proposal));
  return { refusal: late || open.length === 0 ? closed : null, open };
}

function registerTargets(
  state: UnitRoundState,
  command: Of<'RegisterTargets'>,
  facts: UnitRoundFacts,
): Decision<UnitRoundEvent> {
  if (state.targetsPending !== null)
    return refuse('ACT_ALREADY_PENDING', 'two-person acts', { act: state.targetsPending.seq });
  const { round, targets } = command.body;
  const no = refuseTargets(loaded(facts).round, targets, command.receivedAt);
  if (no !== null) return no;
  const proposed: UnitRoundEvent = { kind: 'TargetsProposed', body: { unit: unitOf(command), round, targets } };
  const registered: UnitRoundEvent = { kind: 'TargetsRegistered', body: { proposedBy: command.by.id, targets } };
  return facts.onePerson === true ? accept<UnitRoundEvent>(proposed, registered) : accept<UnitRoundEvent>(proposed);
}

/** Registered by this act, so it too must come in the window. */
function confirmTargets(
  state: UnitRoundState,
  command: Of<'ConfirmTargets'>,
  facts: UnitRoundFacts,
): Decision<UnitRoundEvent> {
  const { targetsPending: pending } = state;
  const no = settlesAct(pending, command);
  if (no !== null || pending === null) return no ?? refuse('NO_ACT_PENDING', 'two-person acts', {});
  const { by, targets } = pending;
  return (
    refuseTargets(loaded(facts).round, targets, command.receivedAt) ??
    accept({ kind: 'TargetsRegistered', body: { proposedBy: by, targets } })
  );
}

function settlesAct(
  pending: { seq: number; by: string } | null,
  { body, by }: { body: { act: number }; by: { id: string } },
): Decision<never> | null {
  if (pending === null || pending.seq !== body.act)
    return refuse('NO_ACT_PENDING', 'two-person acts', { act: body.act });
  return pending.by === by.id ? refuse('SAME_PERSON', 'row 11a', { act: body.act }) : null;
}

/** The list is nominated by this act, so it too must come in the window, and its cases must still be the unit's to nominate. */
function confirmList(
  { pending }: UnitRoundState,
  command: Of<'ConfirmList'>,
  facts: UnitRoundFacts,
): Decision<UnitRoundEvent> {
  const no = settlesAct(pending, command);
  if (no !== null || pending === null) return no ?? refuse('NO_ACT_PENDING', 'two-person acts', {});
  return (
    refuseListWindow(facts, namedIn(pending.list), command.receivedAt).refusal ??
    refuseMoved(pending.list, loaded(facts).owing) ??
    accept({ kind: 'UnitNominated', body: { proposedBy: pending.by, list: pending.list } })
  );
}

/**
 * A case that went to another unit since, or left its nomination by itself: the head declines the list, and the next one
 * is without it. One that has come since is for a list of its own.
 */
function refuseMoved(list: ProposedList, owing: readonly string[]): Decision<never> | null {
  const foreign = notAmong(new Set(owing), namedIn(list));
  if (foreign.length === 0) return null;
  return refuse('LINES_DIFFER', 'row 11a: the unit’s whole list', { missing: [], foreign, repeated: [] });
}

function namedIn({ lines, left }: Pick<ProposedList, 'lines' | 'left'>): string[] {
  return [...lines, ...left].map(({ proposal }) => proposal);
}

function carry(_state: UnitRoundState, event: Recorded<UnitRoundEvent>): readonly Carried[] {
  const { org } = event.envelope;
  const to = (proposal: string) => ({ org, stream: streamName('proposal', proposal) });
  if (event.kind === 'UnitHandedIn') {
    return event.body.proposals.map((proposal) => ({
      ...to(proposal),
      kind: 'HandIn',
      body: { stage: event.body.stage, evidence: event.body.evidence },
    }));
  }
  if (event.kind !== 'UnitNominated') return [];
  const { lines, left, letter, unitVote } = event.body.list;
  return [
    ...lines.map(({ proposal, title, reason }) => ({
      ...to(proposal),
      kind: 'Nominate',
      body: { title, reason, draft: null, rowVersion: null, letter, unitVote },
    })),
    ...left.map(({ proposal, reason }) => ({ ...to(proposal), kind: 'NotNominate', body: { reason } })),
  ];
}
