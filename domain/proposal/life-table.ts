import type { StageKind } from '../plan/plan.ts';
import type { Role } from '../roles.ts';
import type { ProposalCommandKind } from './commands.ts';
import { HAND_IN_STAGES, TIMED_STATES } from './position.ts';
import { BEFORE_TALLY, isAbove, LIVE_STATES, PROPOSAL_STATES, type ProposalStateName, RESTS } from './states.ts';

/**
 * A row of the life of a proposal: in these states, these people may do this, and it leads there. The decider runs
 * this table, docs/proposal-life.md is printed from it, and a test walks every cell.
 */
export type LifeRow = {
  /** Number in the life table of the design. */
  row: string;
  command: ProposalCommandKind;
  from: readonly ProposalStateName[];
  /** Kinds of stage in which the row holds; null for any. */
  at: readonly StageKind[] | null;
  who: readonly Role[];
  to: readonly ProposalStateName[];
  /** Roles that must confirm the act before it holds; empty when it holds at once. */
  confirmedBy: readonly Role[];
};

const STAGE_STATES: readonly ProposalStateName[] = ['inStage', 'nominated', 'readyForCouncil', 'passed'];
const AFTER_TALLY: readonly ProposalStateName[] = ['passed', 'onDecision', 'onSubmission'];
/** What an agenda holds is deferred there first. */
const BEFORE_COUNCIL = BEFORE_TALLY.filter((state) => state !== 'onAgenda');
/** Where a case may stand with its tally, before a list takes it up; and what is on a list, which stands on the tally. */
const AFTER_COUNCIL: readonly ProposalStateName[] = ['inStage', 'handedIn', 'passed', 'notPassed'];
const HELD_BY_A_LIST: readonly ProposalStateName[] = [
  'onDecision',
  'onSubmission',
  'sentUp',
  'returnedFromAbove',
  ...RESTS,
  'declined',
  'refusedAbove',
];
/** An award has a number, in force or not. */
const AWARDED: readonly ProposalStateName[] = [...RESTS, 'revoked'];
/** What was granted by a decision, or was sent up with a letter. */
const BEARS_A_NUMBER: readonly ProposalStateName[] = [
  'sentUp',
  'returnedFromAbove',
  ...RESTS,
  'withdrawn',
  'refusedAbove',
  'revoked',
];
/** The next stage; or where the case was when the stage was opened again. */
const STAGE_OVER: readonly ProposalStateName[] = [...new Set([...STAGE_STATES, ...BEFORE_COUNCIL])];
const COMPLAINED_OF: readonly ProposalStateName[] = [
  'rejected',
  'notPassed',
  'notNominated',
  'declined',
  'refusedAbove',
];
const STEPS_THAT_RETURN: readonly ProposalStateName[] = ['awaitingAcceptance', 'nominated', 'inAppraisal'];
/** Who decided undoes it; for an award from above that level itself, or the office by its paper. */
const UNDOING: readonly Role[] = ['authorityHead', 'standingOffice', 'outbox'];
const BEGUN = PROPOSAL_STATES.filter((state) => state !== 'none');
/** Any case that has begun and has not ended. */
const NOT_ENDED: readonly ProposalStateName[] = [...LIVE_STATES, ...RESTS];
/** Whatever waits for somebody has the calendar in force. */
const AMENDED: readonly ProposalStateName[] = ['importing', ...LIVE_STATES];
/** The rows of the counter-act that the section on deadlines names: an earlier receipt surfaces after the lapse. */
const EARLIER_RECEIPT = 'deadlines';

type RowShape = Omit<LifeRow, 'at' | 'confirmedBy'> & Partial<LifeRow>;

function row(shape: RowShape): LifeRow {
  return { at: null, confirmedBy: [], ...shape };
}

function earlierReceipt(
  command: ProposalCommandKind,
  who: readonly Role[],
  to: readonly ProposalStateName[],
  at: readonly StageKind[] | null = null,
): LifeRow {
  return row({ row: EARLIER_RECEIPT, command, from: ['lapsed'], at, who, to });
}

export const LIFE_TABLE: readonly LifeRow[] = [
  row({
    row: '2',
    command: 'Submit',
    from: ['none', 'sentBack'],
    who: ['unitClerk'],
    to: ['awaitingHead', 'awaitingAcceptance'],
  }),
  row({
    row: '3',
    command: 'Confirm',
    from: ['awaitingHead'],
    who: ['unitHead'],
    to: ['awaitingAcceptance', 'inAppraisal', ...STAGE_STATES],
  }),
  row({ row: '3', command: 'SendBack', from: ['awaitingHead'], who: ['unitHead'], to: ['sentBack'] }),
  row({ row: '4', command: 'Accept', from: ['awaitingAcceptance'], who: ['standingOffice'], to: STAGE_STATES }),
  row({ row: '4, 11b, 12', command: 'Return', from: STEPS_THAT_RETURN, who: ['standingOffice'], to: ['returned'] }),
  row({
    row: '4, 12',
    command: 'Reject',
    from: ['awaitingAcceptance', 'inAppraisal'],
    who: ['standingOffice'],
    to: ['rejected'],
  }),
  row({
    row: '5',
    command: 'Resubmit',
    from: ['returned'],
    who: ['unitClerk'],
    to: ['awaitingHead', ...STEPS_THAT_RETURN],
  }),
  row({
    row: '6',
    command: 'Nominate',
    from: ['none'],
    who: ['unitClerk', 'clusterHead', 'standingOffice'],
    to: ['awaitingHead', ...STAGE_STATES],
  }),
  row({ row: '6, 19', command: 'OpenFromBelow', from: ['none'], who: ['outbox'], to: STAGE_STATES }),
  row({
    row: '7, 9',
    command: 'HandIn',
    from: LIVE_STATES,
    who: ['unitClerk', 'unitHead', 'outbox'],
    to: LIVE_STATES,
  }),
  row({
    row: '8',
    command: 'AcceptEvidence',
    from: ['handedIn'],
    at: ['checkpoint', 'review'],
    who: ['standingOffice'],
    to: STAGE_OVER,
  }),
  row({
    row: '8',
    command: 'ReturnEvidence',
    from: ['handedIn'],
    at: ['checkpoint', 'review', 'initiative'],
    who: ['standingOffice'],
    to: ['inStage'],
  }),
  row({
    row: '8',
    command: 'RecogniseInitiative',
    from: ['handedIn'],
    at: ['initiative'],
    who: ['initiativeCouncil'],
    to: ['handedIn'],
  }),
  row({
    row: '8',
    command: 'RefuseInitiative',
    from: ['handedIn'],
    at: ['initiative'],
    who: ['initiativeCouncil'],
    to: STAGE_OVER,
  }),
  row({
    row: '8',
    command: 'BindInitiative',
    from: ['handedIn'],
    at: ['initiative'],
    who: ['standingOffice'],
    to: STAGE_OVER,
  }),
  row({
    row: '9, 9a',
    command: 'DeadlinePassed',
    from: TIMED_STATES,
    who: ['timer'],
    to: [...TIMED_STATES, 'handedIn', 'lapsed', 'readyForCouncil', 'passed'],
  }),
  row({
    row: '9',
    command: 'LiftBlock',
    from: ['inStage'],
    at: HAND_IN_STAGES,
    who: ['standingOffice'],
    to: STAGE_OVER,
  }),
  row({
    row: '10',
    command: 'Reinstate',
    from: ['lapsed', 'notNominated'],
    who: ['standingOffice'],
    to: ['lapsed', 'notNominated'],
    confirmedBy: ['standingOffice', 'councilChair'],
  }),
  row({
    row: '11',
    command: 'EnterScore',
    from: LIVE_STATES,
    who: ['unitClerk', 'standingOffice', 'clusterHead'],
    to: LIVE_STATES,
  }),
  row({
    row: '11a',
    command: 'Nominate',
    from: ['inStage'],
    at: ['nomination'],
    who: ['unitClerk', 'outbox'],
    to: STAGE_STATES,
    confirmedBy: ['unitHead'],
  }),
  row({
    row: '11a',
    command: 'NotNominate',
    from: ['inStage'],
    at: ['nomination'],
    who: ['unitClerk', 'outbox'],
    to: ['inStage', 'notNominated'],
    confirmedBy: ['unitHead'],
  }),
  row({ row: '11b', command: 'Receive', from: ['nominated'], who: ['standingOffice'], to: ['inAppraisal'] }),
  row({
    row: '12, 12a',
    command: 'Appraise',
    from: ['inAppraisal'],
    who: ['standingOffice'],
    to: ['readyForCouncil', 'passed', 'inStage'],
  }),
  row({ row: '13', command: 'PutOnAgenda', from: ['readyForCouncil'], who: ['outbox'], to: ['onAgenda'] }),
  row({
    row: '13a',
    command: 'Publish',
    from: ['inStage'],
    at: ['publicNotice'],
    who: ['standingOffice'],
    to: ['inStage'],
  }),
  row({
    row: '13a',
    command: 'RecordComment',
    from: ['inStage'],
    at: ['publicNotice'],
    who: ['standingOffice'],
    to: ['inStage'],
  }),
  row({
    row: '13a',
    command: 'CloseNotice',
    from: ['inStage'],
    at: ['publicNotice'],
    who: ['standingOffice'],
    to: STAGE_OVER,
  }),
  row({
    row: '13a',
    command: 'RequestOpinion',
    from: ['inStage'],
    at: ['partyOpinion', 'concurrence'],
    who: ['standingOffice'],
    to: ['inStage'],
  }),
  row({
    row: '13a',
    command: 'RecordOpinion',
    from: ['inStage'],
    at: ['partyOpinion', 'concurrence'],
    who: ['standingOffice'],
    to: STAGE_OVER,
  }),
  row({
    row: '14',
    command: 'RecordResult',
    from: ['onAgenda'],
    who: ['outbox'],
    // A case that was held when the council met is deferred, whatever it voted (row 21).
    to: ['passed', 'notPassed', 'inStage', 'readyForCouncil'],
  }),
  row({ row: '14', command: 'Defer', from: ['onAgenda'], who: ['outbox'], to: ['readyForCouncil'] }),
  row({
    row: '15',
    command: 'ListOnDecision',
    from: ['passed'],
    at: ['decision'],
    who: ['outbox'],
    to: ['onDecision'],
  }),
  row({ row: '16', command: 'GrantAward', from: ['onDecision'], who: ['outbox'], to: ['granted'] }),
  row({ row: '16', command: 'DeclineAward', from: ['onDecision'], who: ['outbox'], to: ['declined'] }),
  row({ row: '16', command: 'StrikeFromDecision', from: ['onDecision'], who: ['outbox'], to: ['passed'] }),
  row({
    row: '17',
    command: 'ListOnSubmission',
    from: ['passed'],
    at: ['submission'],
    who: ['outbox'],
    to: ['onSubmission'],
  }),
  row({ row: '18', command: 'SendUp', from: ['onSubmission'], who: ['outbox'], to: ['sentUp'] }),
  row({ row: '18', command: 'DeclineSubmission', from: ['onSubmission'], who: ['outbox'], to: ['declined'] }),
  row({ row: '18', command: 'StrikeFromSubmission', from: ['onSubmission'], who: ['outbox'], to: ['passed'] }),
  row({ row: '19', command: 'Acknowledge', from: ['sentUp'], who: ['outbox', 'standingOffice'], to: ['sentUp'] }),
  row({
    row: '19',
    command: 'ReturnFromAbove',
    from: ['sentUp'],
    who: ['outbox', 'standingOffice'],
    to: ['returnedFromAbove'],
  }),
  row({
    row: '19',
    command: 'AnswerFromAbove',
    from: ['sentUp', 'returnedFromAbove'],
    who: ['outbox', 'standingOffice'],
    to: ['granted', 'refusedAbove'],
  }),
  row({
    row: '10, 19',
    command: 'ReopenFromAbove',
    from: ['refusedAbove'],
    who: ['outbox'],
    to: ['sentUp', 'returnedFromAbove'],
  }),
  row({ row: '20', command: 'SupplementFromBelow', from: ['returned'], who: ['outbox'], to: STEPS_THAT_RETURN }),
  row({
    row: '20',
    command: 'AcknowledgeSupplement',
    from: ['sentUp', 'returnedFromAbove'],
    who: ['outbox'],
    to: ['sentUp'],
  }),
  row({ row: '20', command: 'Supplement', from: ['returnedFromAbove'], who: ['standingOffice'], to: ['sentUp'] }),
  row({ row: '22', command: 'Withdraw', from: BEFORE_TALLY, who: ['unitHead'], to: ['withdrawn', 'inStage'] }),
  row({
    row: '22',
    command: 'Withdraw',
    from: AFTER_TALLY,
    who: ['unitHead'],
    to: AFTER_TALLY,
    confirmedBy: ['standingOffice'],
  }),
  row({
    row: '22',
    command: 'Withdraw',
    from: ['sentUp', 'returnedFromAbove'],
    who: ['authorityHead'],
    to: ['sentUp', 'returnedFromAbove'],
    confirmedBy: ['outbox', 'standingOffice'],
  }),
  row({ row: '22', command: 'AskWithdrawalFromBelow', from: LIVE_STATES, who: ['outbox'], to: LIVE_STATES }),
  row({
    row: '22',
    command: 'GrantWithdrawal',
    from: LIVE_STATES.filter((state) => !isAbove(state)),
    who: ['standingOffice'],
    to: ['withdrawn'],
  }),
  row({ row: '22', command: 'DeclineWithdrawal', from: LIVE_STATES, who: ['standingOffice'], to: LIVE_STATES }),
  row({
    row: '10, 11a, 22, 28',
    command: 'ConfirmAct',
    from: BEGUN,
    who: ['unitHead', 'standingOffice', 'clusterHead', 'councilChair', 'outbox'],
    to: [...NOT_ENDED, 'notNominated', 'withdrawn'],
  }),
  row({
    row: '10, 11a, 22, 28',
    command: 'DeclineAct',
    from: BEGUN,
    who: ['unitHead', 'standingOffice', 'clusterHead', 'councilChair', 'outbox'],
    to: BEGUN,
  }),
  row({ row: 'amendment', command: 'Recalendar', from: AMENDED, who: ['outbox'], to: AMENDED }),
  earlierReceipt('Submit', ['unitClerk'], ['awaitingHead']),
  earlierReceipt('Resubmit', ['unitClerk'], ['awaitingHead', ...STEPS_THAT_RETURN]),
  earlierReceipt('SupplementFromBelow', ['outbox'], STEPS_THAT_RETURN),
  earlierReceipt('HandIn', ['unitClerk', 'unitHead', 'outbox'], [...STAGE_STATES, 'handedIn']),
  earlierReceipt('EnterScore', ['unitClerk'], ['handedIn']),
  earlierReceipt('Nominate', ['outbox'], STAGE_STATES, ['nomination']),
  earlierReceipt('NotNominate', ['outbox'], ['notNominated'], ['nomination']),
  row({ row: '21', command: 'Hold', from: NOT_ENDED, who: ['standingOffice'], to: NOT_ENDED }),
  row({ row: '21', command: 'Release', from: NOT_ENDED, who: ['standingOffice'], to: NOT_ENDED }),
  row({ row: '23', command: 'RecordConferral', from: ['granted'], who: ['standingOffice'], to: ['conferred'] }),
  row({ row: '24', command: 'Correct', from: RESTS, who: UNDOING, to: RESTS }),
  row({ row: '24', command: 'Revoke', from: RESTS, who: UNDOING, to: ['revoked'] }),
  row({ row: '24', command: 'RecordRecovery', from: ['revoked'], who: ['standingOffice'], to: ['revoked'] }),
  row({ row: '25', command: 'Rehome', from: BEGUN, who: ['standingOffice'], to: BEGUN }),
  row({ row: '26', command: 'AmendSubject', from: NOT_ENDED, who: ['standingOffice'], to: NOT_ENDED }),
  row({ row: '27', command: 'Extend', from: LIVE_STATES, who: ['standingOffice'], to: LIVE_STATES }),
  row({
    row: '28',
    command: 'CorrectEntry',
    from: NOT_ENDED,
    who: ['unitClerk', 'standingOffice', 'clusterHead'],
    to: NOT_ENDED,
    confirmedBy: ['standingOffice', 'clusterHead'],
  }),
  row({
    row: '28',
    command: 'CorrectResult',
    from: [...AFTER_COUNCIL, ...HELD_BY_A_LIST],
    who: ['outbox'],
    to: AFTER_COUNCIL,
  }),
  row({ row: '28', command: 'CorrectNumber', from: BEARS_A_NUMBER, who: ['outbox'], to: BEARS_A_NUMBER }),
  row({ row: '28', command: 'CorrectReportedNumber', from: AWARDED, who: ['standingOffice'], to: AWARDED }),
  row({
    row: '29',
    command: 'Reopen',
    from: BEFORE_COUNCIL,
    who: ['standingOffice'],
    to: BEFORE_COUNCIL,
    confirmedBy: ['standingOffice', 'councilChair'],
  }),
  row({
    row: '30',
    command: 'Import',
    from: ['none'],
    who: ['standingOffice'],
    to: ['importing'],
    confirmedBy: ['standingOffice', 'councilChair'],
  }),
  row({
    row: '31',
    command: 'Redecide',
    from: COMPLAINED_OF,
    who: ['authorityHead'],
    to: [...STAGE_STATES, ...COMPLAINED_OF, 'sentUp', 'returnedFromAbove'],
  }),
];

/** The row under which this may be done here, by this role, at this kind of stage; else what stands in the way. */
export function findRow(
  command: ProposalCommandKind,
  state: ProposalStateName,
  stage: StageKind | null,
  role: Role,
): LifeRow | { refused: 'OUT_OF_ORDER' | 'WRONG_ROLE'; allowed: readonly Role[] } {
  const here = LIFE_TABLE.filter((each) => each.command === command && each.from.includes(state) && fits(each, stage));
  if (here.length === 0) return { refused: 'OUT_OF_ORDER', allowed: [] };
  const mine = here.find((each) => each.who.includes(role));
  return mine ?? { refused: 'WRONG_ROLE', allowed: here.flatMap((each) => each.who) };
}

function fits(each: LifeRow, stage: StageKind | null): boolean {
  return each.at === null || (stage !== null && each.at.includes(stage));
}

/** What a role may do with a case that stands here; the screen shows these and no others. Nobody sends a receipt late. */
export function commandsFor(state: ProposalStateName, stage: StageKind | null, role: Role): ProposalCommandKind[] {
  const mine = LIFE_TABLE.filter(
    (each) => each.row !== EARLIER_RECEIPT && each.from.includes(state) && each.who.includes(role) && fits(each, stage),
  );
  return [...new Set(mine.map((each) => each.command))];
}
