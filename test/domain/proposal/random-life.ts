import fc from 'fast-check';
import { addDays, dateOf } from '../../../domain/calendar/local-date.ts';
import type { OnMissed, StageKind } from '../../../domain/plan/plan.ts';
import type { ProposalCommandBodies, ProposalCommandKind } from '../../../domain/proposal/commands.ts';
import type { ProposalFacts } from '../../../domain/proposal/facts.ts';
import { LIFE_TABLE } from '../../../domain/proposal/life-table.ts';
import { type PinnedRound, type PinnedStage, stageOf } from '../../../domain/proposal/round.ts';
import type { ProposalState } from '../../../domain/proposal/state.ts';
import { ALL_ROLES, type Role } from '../../../domain/roles.ts';
import { actor, Case, COMMANDS, fittingBody, type How, WORDS } from '../../builders/case.ts';
import { DAY, round, START, stage } from '../../builders/round.ts';

/** What a random life begins with: a round that a checked plan could pin, and a draft. */
export const lives = fc.record({
  round: fc.nat().chain(() => rounds()),
  title: fc.constantFrom('LDTT', 'BK', 'LDTT', 'BK', 'LDTT', 'BK', 'TTLDTT', 'HC'),
  onePerson: fc.boolean(),
  claimed: fc.nat(20),
});

/** One command of a random life, as numbers: what they mean depends on where the case stands when it comes. */
export type Step = {
  likely: number;
  command: number;
  role: number;
  person: number;
  hours: number;
  odd: number;
  choice: number;
};

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    likely: fc.nat(99),
    command: fc.nat(10_000),
    role: fc.nat(10_000),
    person: fc.nat(9),
    hours: fc.constantFrom(0, 0, 1, 1, 24, 24, 24 * 3, 24 * 12, -24 * 4),
    odd: fc.nat(99),
    choice: fc.nat(10_000),
  }),
  { minLength: 20, maxLength: 90 },
);

const MISSED: readonly OnMissed[] = ['flag', 'lapse', 'escalate', 'block'];

function stages(kinds: readonly StageKind[], seed: number): PinnedStage[] {
  const pick = picker(seed);
  return kinds.map((kind, index) =>
    stage(kind, {
      key: `${kind}-${index}`,
      dueAt: pick(3) === 0 ? null : START + (index * 12 + pick(40)) * DAY,
      opensAt: pick(9) === 0 ? START + index * 5 * DAY : null,
      provisional: pick(4) === 0,
      onMissed: MISSED[pick(4)] ?? 'flag',
      per: pick(5) === 0 ? 'unit' : 'proposal',
      acceptance: pick(2) === 0 ? 'office' : 'none',
      serviceTime: pick(2) === 0 ? { days: 10, unit: 'working' } : null,
      noticeDays: pick(2) === 0 ? 5 : null,
      onSilence: pick(2) === 0 ? 'goOn' : 'wait',
      actors: pick(2) === 0 ? ['unitClerk', 'unitHead'] : ['unitClerk'],
      route: kind === 'decision' ? 'here' : kind === 'submission' ? 'above' : pick(6) === 0 ? 'above' : 'any',
    }),
  );
}

/** A small deterministic source of numbers, so that a round is one number to fast-check. */
function picker(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function rounds(): fc.Arbitrary<PinnedRound> {
  const year: StageKind[] = ['checkpoint', 'review', 'scoring', 'initiative', 'clusterScoring', 'checkpoint'];
  const asked: StageKind[] = ['publicNotice', 'partyOpinion', 'concurrence'];
  return fc
    .record({
      registers: fc.boolean(),
      intake: fc.nat(9),
      year: fc.shuffledSubarray(year),
      before: fc.shuffledSubarray(asked),
      after: fc.shuffledSubarray(asked),
      council: fc.boolean(),
      seed: fc.nat(),
      settings: fc.record({
        afterWindow: fc.constantFrom<PinnedRound['afterWindow'][]>('refuse', 'acceptMarkedLate'),
        admitsUnregistered: fc.boolean(),
        officeProposes: fc.boolean(),
        closesAt: fc.constantFrom(null, null, null, START + 200 * DAY, START + 900 * DAY),
        opensAt: fc.constantFrom(null, null, START + DAY),
      }),
    })
    .map(({ registers, intake, year: inYear, before, after, council, seed, settings }) => {
      const entrance: StageKind[] =
        intake === 0 ? [] : [...(registers ? (['registration', ...inYear] as const) : []), 'nomination'];
      const later = after.filter((kind) => !before.includes(kind));
      const kinds: StageKind[] = [
        ...entrance,
        'appraisal',
        ...before,
        ...(council ? (['council'] as const) : []),
        ...later,
        'decision',
        'submission',
        'conferral',
      ];
      return round({ ...settings, stages: stages(kinds, seed) });
    });
}

export function beginning(life: { round: PinnedRound; title: string; onePerson: boolean; claimed: number }): Case {
  const { round: of, title, onePerson, claimed } = life;
  return new Case(of, { title, onePerson, claimedBy: claimed === 0 ? 'proposal/first' : null });
}

/** Mostly a command that is accepted here, often one that the table knows here, sometimes any; at times with an odd body. */
export function meaning(one: Case, step: Step): { kind: ProposalCommandKind; how: How<ProposalCommandKind> } {
  const chosen = step.likely < 75 ? onward(one, step) : step.likely < 90 ? tabled(one.state, step)[0] : anything(step);
  const { kind, role } = chosen ?? anything(step);
  const at = kind === 'DeadlinePassed' ? timerAt(one, step) : one.now + step.hours * 3_600_000;
  const id = step.person === 0 ? 'everybody' : step.person < 3 ? `${role}-other` : role;
  const unit = step.odd === 99 && (role === 'unitClerk' || role === 'unitHead') ? { unit: 'ward-2' } : {};
  const by = actor(role, { id, ...unit });
  const body = {
    ...fittingBody(kind, one.state, role, at),
    ...bodyHere(kind, one, step),
    ...(step.odd < 16 ? oddBody(kind, one, step, at) : {}),
  };
  const basis = step.odd > 90 ? { basis: Math.max(1, one.state.seq - (step.choice % 3)) } : {};
  return { kind, how: { by, at, body, ...basis, facts: oddFacts(one, step) } };
}

type Chosen = { kind: ProposalCommandKind; role: Role };

/** The first of the table's commands here, from a random one on, that carries the case on. */
function onward(one: Case, step: Step): Chosen | undefined {
  const carries = ({ kind, role }: Chosen) =>
    step.choice % (ODDS[kind] ?? 1) === 0 &&
    one.asks(kind, { by: role, body: bodyHere(kind, one, step), facts: oddFacts(one, step) }).ok;
  return tabled(one.state, step).find(carries);
}

/** What the table lets through where the case stands, begun at a random row. */
function tabled(state: ProposalState, { command, role }: Step): Chosen[] {
  const at = state.opened === null ? null : (stageOf(state.opened.round, state.position.stage)?.kind ?? null);
  const rows = LIFE_TABLE.filter(
    (row) => row.from.includes(state.position.state) && (row.at === null || (at !== null && row.at.includes(at))),
  );
  const all = rows.flatMap(({ command: kind, who }) =>
    who.map((_, index) => ({ kind, role: who[(index + role) % who.length] ?? 'unitClerk' })),
  );
  const start = command % Math.max(1, all.length);
  return [...all.slice(start), ...all.slice(0, start)];
}

/** Of so many times only one: what ends a case, sends it back, or may be done over and over. */
const ODDS: Partial<Record<ProposalCommandKind, number>> = {
  OpenFromBelow: 4,
  Import: 4,
  Rehome: 40,
  Withdraw: 40,
  SendBack: 20,
  Return: 20,
  Reject: 40,
  ReturnEvidence: 20,
  Publish: 3,
  RecordComment: 9,
  RequestOpinion: 3,
  Acknowledge: 3,
  StrikeFromDecision: 9,
  StrikeFromSubmission: 9,
  DeclineAward: 9,
  DeclineSubmission: 9,
  DeclineAct: 9,
  Recalendar: 9,
  Correct: 3,
  Revoke: 9,
  Hold: 30,
  DeadlinePassed: 3,
};

/** What a body cannot know from the case alone: one that has not begun has not pinned its round. */
function bodyHere(kind: ProposalCommandKind, { round: of }: Case, { command }: Step): object {
  return kind === 'Import' ? { stage: of.stages[command % of.stages.length]?.key ?? 'nowhere' } : {};
}

function anything({ command, role }: Step): Chosen {
  return {
    kind: COMMANDS[command % COMMANDS.length] ?? 'Confirm',
    role: ALL_ROLES[role % ALL_ROLES.length] ?? 'unitClerk',
  };
}

/** A timer fires at its instant or later, however late the case is looked at. */
function timerAt(one: Case, { choice }: Step): number {
  return Math.max(one.now, (one.state.position.dueAt ?? 0) + (choice % 3) * DAY);
}

function oddBody(kind: ProposalCommandKind, one: Case, { choice }: Step, at: number): object {
  const keys = [...one.round.stages.map(({ key }) => key), 'nowhere'];
  const key = keys[choice % keys.length] ?? 'nowhere';
  const day = addDays(dateOf(at), (choice % 40) - 20);
  const bodies: { [K in ProposalCommandKind]?: Partial<ProposalCommandBodies[K]> } = {
    Return: { dueOn: day },
    Nominate: { title: ['LDTT', 'BK', 'HC'][choice % 3] ?? 'BK', reason: choice % 2 === 0 ? null : WORDS },
    HandIn: { stage: key, ...(choice % 5 === 0 ? { evidence: [] } : {}) },
    AcceptEvidence: { stage: key },
    ReturnEvidence: { stage: key },
    RecogniseInitiative: { stage: key },
    RefuseInitiative: { stage: key },
    BindInitiative: { stage: key },
    EnterScore: { stage: key, as: choice % 2 === 0 ? 'self' : 'verified', score: choice },
    LiftBlock: { stage: key },
    Appraise: { finding: choice % 2 === 0 ? 'for' : 'against', rule: choice % 3 === 0 ? null : 'rule 9' },
    RecordResult: {
      outcome: choice % 2 === 0 ? 'passed' : 'notPassed',
      verdict: { result: 'undetermined', missing: 'council.threshold', minutesSay: 'passed' },
      ...(choice % 5 === 0 ? { session: 'session/other' } : {}),
    },
    Publish: { from: day, to: addDays(day, (choice % 12) - 2), ...(choice % 5 === 0 ? { stage: key } : {}) },
    RecordComment: { stage: key },
    CloseNotice: { stage: key },
    RequestOpinion: { dueOn: choice % 2 === 0 ? null : day },
    RecordOpinion: { opinion: (['agrees', 'differs', 'silent'] as const)[choice % 3] ?? 'silent' },
    StrikeFromDecision: { decision: 'decision/other' },
    GrantAward: { decision: 'decision/other' },
    SendUp: { above: null },
    Acknowledge: { reported: choice % 2 === 0 },
    ReturnFromAbove: { dueOn: choice % 2 === 0 ? null : day },
    AnswerFromAbove: { outcome: 'refused', reason: null, reported: choice % 2 === 0 },
    ConfirmAct: { act: choice % 30 },
    DeadlinePassed: { setBy: choice % 30, ...(choice % 2 === 0 ? {} : { dueAt: START + choice * 1_000 }) },
  };
  return bodies[kind] ?? {};
}

function oddFacts(one: Case, { odd, choice }: Step): ProposalFacts {
  const of = one.state.opened?.round ?? one.round;
  const amended = {
    ...of,
    planVersion: of.planVersion + (choice % 5 === 0 ? 0 : 1),
    stages: amendedStages(of, choice),
  };
  return {
    round: amended,
    listing: (['free', 'signed', 'void', 'listed'] as const)[choice % 9] ?? 'listed',
    serviceDue: odd % 2 === 0 ? null : { dueAt: one.now + 14 * DAY, provisional: odd % 3 === 0 },
    claimedBy: odd % 20 === 0 ? 'proposal/first' : null,
  };
}

/** An amendment moves dates, and may add, drop or turn about stages too. */
function amendedStages({ stages: of }: PinnedRound, choice: number): PinnedStage[] {
  const moved = of.map((each, index) =>
    each.dueAt === null || (choice + index) % 3 === 0
      ? each
      : { ...each, dueAt: each.dueAt + ((choice % 60) - 20) * DAY },
  );
  if (choice % 7 === 0) return moved.slice(1);
  if (choice % 7 === 1) return moved.toReversed();
  return choice % 7 === 2 ? [stage('checkpoint', { key: 'added' }), ...moved] : moved;
}
