import { addDays, dateOf } from '../../domain/calendar/local-date.ts';
import type { Json } from '../../domain/json.ts';
import type { ProposalCommandBodies, ProposalCommandKind } from '../../domain/proposal/commands.ts';
import type { Role } from '../../domain/roles.ts';
import { WORDS } from '../builders/office.ts';
import { UNITS } from './plans-of-the-run.ts';

/** What a body is made of: the case as the board shows it, and the dice. */
export type Case = {
  org: string;
  id: string;
  state: string;
  stage: string;
  title: string;
  unit: string;
  stillOwed: readonly string[];
  pendingAct: number;
};

export type Dice = {
  /** True once in so many. */
  oneIn(count: number): boolean;
  pick<T>(items: readonly T[]): T | undefined;
  upTo(most: number): number;
};

const REPORT = [{ key: 'report', hash: 'aa'.repeat(32) }];
const PAPER = { number: '7', on: '2021-01-04', file: null } as const;

type Bodies = {
  [K in ProposalCommandKind]?: (of: Case, now: number, dice: Dice, role: Role) => ProposalCommandBodies[K];
};

/** A plausible body for each act of a person; what carries no body here is never done by the run. */
/** Of an upheld complaint: what others said from there on is said anew. */
const REDECIDED_AT = ['initiative', 'scoring', 'nomination', 'publicNotice', 'appraisal', 'decision'];

const BODIES: Bodies = {
  Submit: ({ id }) => ({ draft: id, rowVersion: 1 }),
  Confirm: () => ({}),
  SendBack: () => ({ reason: WORDS }),
  Accept: () => ({}),
  Return: (_of, now) => ({ items: [{ key: 'report', note: WORDS }], dueOn: addDays(dateOf(now), 6) }),
  Reject: () => ({ rule: 'test', reason: WORDS }),
  Resubmit: () => ({ rowVersion: 1 }),
  Nominate: ({ title }, _now, dice) => ({
    title: dice.oneIn(6) ? 'LDTT' : title,
    reason: WORDS,
    draft: null,
    rowVersion: null,
    letter: PAPER,
    unitVote: null,
  }),
  NotNominate: () => ({ reason: WORDS }),
  HandIn: ({ stage, stillOwed }, _now, dice) => ({
    stage: (dice.oneIn(2) ? dice.pick(stillOwed) : null) ?? stage,
    evidence: REPORT,
  }),
  AcceptEvidence: ({ stage }) => ({ stage }),
  ReturnEvidence: ({ stage }) => ({ stage, items: [{ key: 'report', note: WORDS }] }),
  RecogniseInitiative: ({ stage }) => ({ stage, scope: 'district', number: '3', on: '2021-03-03' }),
  RefuseInitiative: ({ stage }) => ({ stage, reason: WORDS }),
  BindInitiative: ({ stage }) => ({ stage }),
  EnterScore: ({ stage, stillOwed }, _now, dice, role) => ({
    stage: (dice.oneIn(3) ? dice.pick(stillOwed) : null) ?? stage,
    as: role === 'unitClerk' ? 'self' : 'verified',
    score: 80 + dice.upTo(20),
    reason: WORDS,
  }),
  LiftBlock: ({ stage }) => ({ stage, reason: WORDS }),
  Reinstate: () => ({ reason: WORDS }),
  Receive: (_of, now) => ({ paperOn: dateOf(now), filesOn: addDays(dateOf(now), -1) }),
  Appraise: () => ({ finding: 'for', grounds: WORDS, rule: 'test' }),
  Publish: ({ stage }, now) => ({ stage, from: dateOf(now), to: addDays(dateOf(now), 2) }),
  RecordComment: ({ stage }) => ({ stage, comment: WORDS }),
  CloseNotice: ({ stage }) => ({ stage, report: WORDS }),
  RequestOpinion: ({ stage }) => ({ stage, body: 'Thành ủy', dueOn: null }),
  RecordOpinion: ({ stage }, _now, dice) => ({
    stage,
    opinion: dice.pick(['agrees', 'differs', 'silent'] as const) ?? 'agrees',
    document: PAPER,
  }),
  Acknowledge: (_of, now) => ({ on: dateOf(now), reported: true }),
  ReturnFromAbove: (_of, now) => ({
    items: [{ key: 'report', note: WORDS }],
    dueOn: addDays(dateOf(now), 9),
    reported: true,
  }),
  AnswerFromAbove: (_of, now, dice) =>
    dice.oneIn(4)
      ? { outcome: 'refused', reason: WORDS, reported: true }
      : { outcome: 'granted', number: '99', on: dateOf(now), authority: 'Thành phố', reported: true },
  CorrectReportedNumber: (_of, now, dice) => ({ number: String(dice.upTo(3)), on: dateOf(now), reason: WORDS }),
  Supplement: () => ({ evidence: REPORT }),
  Withdraw: () => ({ reason: WORDS }),
  Extend: ({ stage }, now, dice) => ({
    stage,
    dueOn: addDays(dateOf(now), dice.upTo(40)),
    reason: WORDS,
    document: dice.oneIn(2) ? PAPER : null,
  }),
  Reopen: (_of, _now, dice) => ({ stage: dice.pick(['q1', 'review', 'scoring', 'papers']) ?? 'q1', reason: WORDS }),
  Redecide: (_of, _now, dice) => ({
    complaint: PAPER,
    grounds: WORDS,
    stage: dice.oneIn(3) ? null : (dice.pick(REDECIDED_AT) ?? null),
  }),
  Rehome: (_of, _now, dice) => ({ unit: dice.pick(UNITS) ?? 'solo', document: PAPER }),
  RecordConferral: (_of, now) => ({ on: dateOf(now), place: WORDS, items: [WORDS], cash: 1_341_000 }),
  ConfirmAct: ({ pendingAct }) => ({ act: pendingAct }),
  DeclineAct: ({ pendingAct }) => ({ act: pendingAct, reason: WORDS }),
};

export function bodyOf(kind: ProposalCommandKind, of: Case, now: number, dice: Dice, role: Role): Json | null {
  const make = BODIES[kind];
  // Bodies are plain ledger values, made here; null: an act that no person does.
  return make === undefined ? null : make(of, now, dice, role);
}
