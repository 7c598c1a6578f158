import { isLate } from '../../../domain/calendar/deadline.ts';
import { confirmersOfKind } from '../../../domain/proposal/acts/two-person.ts';
import type { ProposalCommandKind } from '../../../domain/proposal/commands.ts';
import type { TwoPersonAct } from '../../../domain/proposal/events.ts';
import { HAND_IN_STAGES } from '../../../domain/proposal/position.ts';
import { type PinnedRound, type PinnedStage, stageOf } from '../../../domain/proposal/round.ts';
import { settlingActs } from '../../../domain/proposal/waiting.ts';
import { unitRoundStream } from '../unit-round-stream.ts';
import { answersToBelow } from './asked-back.ts';
import { type CaseRef, NEVER, type OwedItem, owed } from './owed-item.ts';
import type { Reader } from './reader.ts';
import type { WaitingCase } from './waiting-cases.ts';

export type CaseContext = {
  reader: Reader;
  asOf: number;
  roundOf(of: Pick<WaitingCase, 'plan' | 'planVersion' | 'round'>): PinnedRound | null;
  /** Units' parts in rounds whose list waits for the head. */
  proposedLists: ReadonlySet<string>;
};

/** What the cases that wait for a reader come to: single acts, hand-ins and lists of a whole unit, lists to draw up. */
export function owedByCase(cases: readonly WaitingCase[], context: CaseContext): OwedItem[] {
  const { role } = context.reader;
  const mine = cases.filter((each) => each.pendingAct === null && isMine(each, context));
  const going = mine.filter(({ heldSince }) => heldSince === null);
  return [
    ...cases.flatMap((each) => [...pending(each, context), ...askedBack(each, context)]),
    ...unitStages(cases, going, context),
    ...nominations(going, context),
    ...gatherings(going, context),
    ...mine.filter((each) => !isGrouped(each, context)).flatMap((each) => single(each, context)),
    ...(role === 'unitClerk' ? cases.flatMap((each) => missedAlone(each, context)) : []),
  ];
}

/** Cases are read because they wait for the role, or because something of theirs was missed. */
function isMine(waiting: WaitingCase, { reader, asOf }: CaseContext): boolean {
  const open = waiting.heldSince !== null || waiting.opensAt === null || waiting.opensAt <= asOf;
  const answered =
    waiting.onPaper && waiting.heldSince === null && waiting.state === 'sentUp' && reader.role === 'standingOffice';
  return answered || (waiting.waitsFor === reader.role && open);
}

function caseRef({ id, code, name, plan, round, unit, title, state, seq }: WaitingCase): CaseRef {
  return { id, code, name, plan, round, unit, title, state, seq };
}

function standing({ plan, round, unit, stage, stageKind }: WaitingCase) {
  return { plan, round, unit, stage, stageKind };
}

function standingAndDates(waiting: WaitingCase) {
  const { opensAt, dueAt, printed } = waiting;
  return { ...standing(waiting), opensAt, dueAt, printed };
}

function pending(waiting: WaitingCase, { reader, asOf }: CaseContext): OwedItem[] {
  const { pendingAct: act, pendingKind, pendingBy } = waiting;
  if (act === null || pendingKind === null || pendingBy === reader.id) return [];
  if (!settlersOf(waiting, pendingKind).includes(reader.role)) return [];
  const commands = ['ConfirmAct', 'DeclineAct'];
  const about = { ...standing(waiting), act, pendingKind, proposals: [caseRef(waiting)] };
  return [owed({ kind: 'pendingAct', ref: waiting.id, role: reader.role, commands, ...about }, asOf)];
}

function settlersOf({ state, onPaper, waitsFor }: WaitingCase, kind: TwoPersonAct['kind']): readonly (string | null)[] {
  const position = { state };
  if (kind === 'CorrectEntry') return [waitsFor];
  return confirmersOfKind(onPaper ? { position, above: null } : { position }, kind);
}

function askedBack(waiting: WaitingCase, { reader, asOf }: CaseContext): OwedItem[] {
  const { withdrawalAsked: act, pendingAct } = waiting;
  if (act === null) return [];
  const commands = answersToBelow(waiting.state, waiting.stageKind, reader.role, pendingAct !== null);
  if (commands.length === 0) return [];
  const about = { ...standing(waiting), act, pendingKind: 'Withdraw', proposals: [caseRef(waiting)] };
  return [owed({ kind: 'pendingAct', ref: waiting.id, role: reader.role, commands, ...about }, asOf)];
}

function isGrouped(waiting: WaitingCase, context: CaseContext): boolean {
  const { state, stageKind, heldSince } = waiting;
  if (heldSince !== null) return false;
  const isNomination = state === 'inStage' && stageKind === 'nomination';
  return (
    isNomination ||
    state === 'readyForCouncil' ||
    state === 'passed' ||
    isUnitStage(stageHere(waiting, context), waiting)
  );
}

function stageHere(waiting: WaitingCase, { roundOf }: CaseContext): PinnedStage | null {
  const round = roundOf(waiting);
  return round === null ? null : stageOf(round, waiting.stage);
}

/** Scores are each case's own, whatever the plan says of the stage. */
function isForUnit(stage: Pick<PinnedStage, 'per' | 'kind'>): boolean {
  return (
    stage.per === 'unit' && (stage.kind === 'checkpoint' || stage.kind === 'review' || stage.kind === 'initiative')
  );
}

function isUnitStage(stage: PinnedStage | null, { state }: WaitingCase): boolean {
  return state === 'inStage' && stage !== null && isForUnit(stage);
}

function single(waiting: WaitingCase, context: CaseContext): OwedItem[] {
  const { reader, asOf } = context;
  const commands = settlingActs(waiting, reader.role).filter((act) => !isForAnother(act, waiting));
  if (commands.length === 0) return [];
  const { id, missed, heldSince } = waiting;
  const evidence = commands[0] === 'HandIn' ? [...(stageHere(waiting, context)?.evidence ?? [])] : [];
  const about = { ...standingAndDates(waiting), missed, evidence, heldSince, proposals: [caseRef(waiting)] };
  return [owed({ kind: 'proposal', ref: id, role: reader.role, commands, ...about }, asOf)];
}

/** Row 12: whoever proposed or confirmed a case does not appraise it, though they may return or reject it. */
function isForAnother(act: ProposalCommandKind, { proposedByReader }: WaitingCase): boolean {
  return act === 'Appraise' && proposedByReader;
}

/** `stage` by the case's own date. */
type Owing = { waiting: WaitingCase; stage: OwnStage; missed: boolean };

/** A date that is not the plan's is printed nowhere. */
type OwnStage = Omit<PinnedStage, 'printed'> & { printed: string | null };

function dated(stage: PinnedStage, dueAt: number | null): OwnStage {
  return dueAt === stage.dueAt ? stage : { ...stage, dueAt, printed: null };
}

/** A hand-in of a unit: the cases that stand at the stage, and those that went on without it. */
function unitStages(cases: readonly WaitingCase[], mine: readonly WaitingCase[], context: CaseContext): OwedItem[] {
  if (context.reader.role !== 'unitClerk') return [];
  const current = mine.flatMap((waiting) => {
    const stage = stageHere(waiting, context);
    return stage !== null && isUnitStage(stage, waiting)
      ? [
          {
            waiting,
            stage: dated(stage, waiting.dueAt),
            missed: waiting.missed || waiting.stillOwed.includes(stage.key),
          },
        ]
      : [];
  });
  const missed = cases.flatMap((waiting) => missedStages(waiting, context).filter(({ stage }) => isForUnit(stage)));
  return groups([...current, ...missed], ({ waiting, stage }) => place(waiting, stage.key)).map((group) =>
    unitStage(group, context),
  );
}

function unitStage([first, ...rest]: readonly [Owing, ...Owing[]], { reader, asOf }: CaseContext): OwedItem {
  const { waiting } = first;
  const all = [first, ...rest];
  const { stage } = all.reduce((one, other) =>
    (other.stage.dueAt ?? NEVER) < (one.stage.dueAt ?? NEVER) ? other : one,
  );
  const about = {
    unit: waiting.unit,
    plan: waiting.plan,
    round: waiting.round,
    stage: stage.key,
    stageKind: stage.kind,
  };
  const when = {
    opensAt: stage.opensAt,
    dueAt: stage.dueAt,
    printed: stage.printed,
    missed: all.some(({ missed }) => missed),
  };
  const proposals = all.map((each) => caseRef(each.waiting));
  return owed(
    {
      kind: 'unitStage',
      ref: stage.key,
      role: reader.role,
      commands: ['HandInForUnit'],
      ...about,
      ...when,
      proposals,
      evidence: [...stage.evidence],
    },
    asOf,
  );
}

/** Stages that were missed while the case went on: still owed, also where it has come since. */
function missedStages(waiting: WaitingCase, { roundOf }: CaseContext): Owing[] {
  const round = roundOf(waiting);
  if (round === null || waiting.heldSince !== null) return [];
  const here = waiting.state === 'inStage' ? waiting.stage : null;
  return waiting.stillOwed.flatMap((key) => {
    const stage = key === here ? null : stageOf(round, key);
    if (stage === null || !HAND_IN_STAGES.includes(stage.kind)) return [];
    return [{ waiting, stage: dated(stage, waiting.stillOwedDue[key] ?? null), missed: true }];
  });
}

function missedAlone(waiting: WaitingCase, context: CaseContext): OwedItem[] {
  const { reader, asOf } = context;
  return missedStages(waiting, context).flatMap(({ stage }) => {
    if (isForUnit(stage)) return [];
    const scored = stage.kind === 'scoring' || stage.kind === 'clusterScoring';
    const { id, unit, plan, round } = waiting;
    const about = {
      unit,
      plan,
      round,
      stage: stage.key,
      stageKind: stage.kind,
      dueAt: stage.dueAt,
      printed: stage.printed,
      missed: true,
    };
    const commands = [scored ? 'EnterScore' : 'HandIn'];
    return [
      owed(
        {
          kind: 'proposal',
          ref: id,
          role: reader.role,
          commands,
          ...about,
          evidence: [...stage.evidence],
          proposals: [caseRef(waiting)],
        },
        asOf,
      ),
    ];
  });
}

/**
 * The year-end list is one act for the unit's whole round; while it waits for the head, the clerk owes nothing. After the
 * date of the plan it is drawn up of those that have a later one, and the others stand apart.
 */
function nominations(mine: readonly WaitingCase[], context: CaseContext): OwedItem[] {
  const waiting = mine.filter(({ state, stageKind }) => state === 'inStage' && stageKind === 'nomination');
  const key = (each: WaitingCase) => `${place(each, each.stage ?? '')} ${isClosed(each, context)}`;
  return groups(waiting, key).flatMap((group) => unitList(group, context));
}

function isClosed(waiting: WaitingCase, { asOf, roundOf }: CaseContext): boolean {
  return roundOf(waiting)?.afterWindow === 'refuse' && isLate(asOf, waiting.dueAt);
}

function unitList(group: readonly [WaitingCase, ...WaitingCase[]], { reader, asOf, proposedLists }: CaseContext) {
  const [first] = group.toSorted((a, b) => (a.dueAt ?? NEVER) - (b.dueAt ?? NEVER));
  const { plan, round, unit } = group[0];
  const stream = unitRoundStream(reader.sight.org, plan, round, unit);
  if (proposedLists.has(stream)) return [];
  const missed = group.some((each) => each.missed);
  const about = { ...standingAndDates(first ?? group[0]), missed, proposals: group.map(caseRef) };
  return [
    owed({ kind: 'unitList', ref: `${plan}/${round}`, role: reader.role, commands: ['ProposeList'], ...about }, asOf),
  ];
}

const LISTS = {
  council: { kind: 'session', command: 'CallSession' },
  decision: { kind: 'decision', command: 'DraftDecision' },
  submission: { kind: 'submission', command: 'DraftSubmission' },
} as const;

/** Cases that are ready for a list which nobody has drawn up yet. */
function gatherings(mine: readonly WaitingCase[], { reader, asOf }: CaseContext): OwedItem[] {
  const ready = mine.flatMap((waiting) => {
    const list = listFor(waiting);
    return list === null || waiting.listed ? [] : [{ waiting, list }];
  });
  return groups(ready, ({ waiting, list }) => `${place(waiting, '')} ${list.kind}`).map((group) => {
    const [{ waiting, list }] = group;
    const { plan, round, stage, stageKind, dueAt, printed } = waiting;
    const about = {
      plan,
      round,
      stage,
      stageKind,
      dueAt,
      printed,
      proposals: group.map((each) => caseRef(each.waiting)),
    };
    const gathered = { kind: list.kind, phase: 'gather', stream: null };
    return owed(
      {
        kind: 'list',
        ref: `${plan}/${round}/${list.kind}`,
        role: reader.role,
        commands: [list.command],
        ...about,
        list: gathered,
      },
      asOf,
    );
  });
}

function listFor({ state, stageKind }: WaitingCase): (typeof LISTS)[keyof typeof LISTS] | null {
  if (state === 'readyForCouncil') return LISTS.council;
  if (state !== 'passed') return null;
  return stageKind === 'decision' || stageKind === 'submission' ? LISTS[stageKind] : null;
}

/** Lists gather a round; hand-ins and nominations gather a unit's part of it. */
function place({ plan, round, unit }: WaitingCase, stage: string): string {
  return stage === '' ? `${plan}/${round}` : `${plan}/${round}/${unit}/${stage}`;
}

function groups<T>(all: readonly T[], key: (each: T) => string): (readonly [T, ...T[]])[] {
  const byKey = new Map<string, [T, ...T[]]>();
  for (const each of all) {
    const group = byKey.get(key(each));
    if (group === undefined) byKey.set(key(each), [each]);
    else group.push(each);
  }
  return [...byKey.values()];
}
