import { expect, test } from 'vitest';
import type { ProposalCommandKind } from '../../../domain/proposal/commands.ts';
import { evolveProposal } from '../../../domain/proposal/fold.ts';
import { commandsFor, findRow, LIFE_TABLE } from '../../../domain/proposal/life-table.ts';
import { stageOf } from '../../../domain/proposal/round.ts';
import { PROPOSAL_STATES } from '../../../domain/proposal/states.ts';
import { ALL_ROLES, ROLES } from '../../../domain/roles.ts';
import { type Case, COMMANDS, caseIn, recorded, STANDINGS, type Standing, stateOf } from '../../builders/case.ts';

// Written from the specification (docs of the design, "The life of a proposal"), not from LIFE_TABLE, so that a wrong
// table fails. A place is a state, a state at a kind of stage, or one standing of the builder. Who acts, in its letters:
// U H L I S C K A P, T a due instant, O an act of another stream: C, K, A and P act on a session, a decision, a
// submission or a receipt, and the result is carried to the case.

const LIVE = `awaitingHead sentBack awaitingAcceptance returned inStage handedIn nominated inAppraisal readyForCouncil
  onAgenda passed onDecision onSubmission sentUp returnedFromAbove`;
const ENDS = 'rejected lapsed notNominated withdrawn notPassed declined refusedAbove revoked';
/** "Any that is not an end": granted and conferred rest. */
const NOT_ENDED = `${LIVE} granted conferred`;
const BEFORE_TALLY = `awaitingHead sentBack awaitingAcceptance returned inStage handedIn nominated inAppraisal
  readyForCouncil onAgenda`;
const TIMED = `inStage awaitingHead sentBack awaitingAcceptance returned nominated inAppraisal onDecision onSubmission
  sentUp returnedFromAbove`;
/** "First stage", "next stage": where a case can come to stand when a stage is over. */
const NEXT = 'inStage nominated readyForCouncil passed';

type SpecRow = { row: string; command: ProposalCommandKind; who: string; from: string; to: string };

function specified(row: string, command: ProposalCommandKind, who: string, from: string, to: string): SpecRow {
  return { row, command, who, from, to };
}

const SPECIFICATION: readonly SpecRow[] = [
  specified('2', 'Submit', 'U', 'none sentBack', 'awaitingHead'),
  specified('3', 'Confirm', 'H', 'awaitingHead', 'awaitingAcceptance'),
  specified('3', 'SendBack', 'H', 'awaitingHead', 'sentBack'),
  specified('4', 'Accept', 'S', 'awaitingAcceptance', NEXT),
  specified('4, 11b, 12', 'Return', 'S', 'awaitingAcceptance nominated inAppraisal', 'returned'),
  specified('4, 12', 'Reject', 'S', 'awaitingAcceptance inAppraisal', 'rejected'),
  specified('5', 'Resubmit', 'U', 'returned', 'awaitingHead'),
  specified('6', 'Nominate', 'U L', 'none', 'awaitingHead'),
  specified('6', 'Nominate', 'S', 'none', 'nominated'),
  specified('6, 19', 'OpenFromBelow', 'O', 'none', 'nominated'),
  specified('7, 9', 'HandIn', 'U H O', LIVE, 'handedIn'),
  specified('8', 'AcceptEvidence', 'S', 'handedIn/checkpoint handedIn/review', NEXT),
  specified('8', 'ReturnEvidence', 'S', 'handedIn/checkpoint handedIn/review handedIn/initiative', 'inStage'),
  specified('8', 'RecogniseInitiative', 'I', 'handedIn/initiative', '='),
  specified('8', 'RefuseInitiative', 'I', 'handedIn/initiative', NEXT),
  specified('8', 'BindInitiative', 'S', 'handedIn/initiative', NEXT),
  specified('9, 9a', 'DeadlinePassed', 'T', TIMED, '= lapsed inStage passed'),
  specified(
    '9',
    'LiftBlock',
    'S',
    'inStage/checkpoint inStage/review inStage/scoring inStage/initiative inStage/clusterScoring',
    NEXT,
  ),
  specified('10', 'Reinstate', 'S', 'lapsed notNominated', '='),
  specified('11', 'EnterScore', 'U S L', LIVE, 'handedIn inStage nominated'),
  specified('11a', 'Nominate', 'U', 'inStage/nomination', '='),
  specified('11a', 'Nominate', 'O', 'inStage/nomination', 'nominated'),
  specified('11a', 'NotNominate', 'U', 'inStage/nomination', '='),
  specified('11a', 'NotNominate', 'O', 'inStage/nomination', 'notNominated'),
  specified('11b', 'Receive', 'S', 'nominated', 'inAppraisal'),
  specified('12, 12a', 'Appraise', 'S', 'inAppraisal', 'readyForCouncil passed inStage'),
  specified('13', 'PutOnAgenda', 'O', 'readyForCouncil', 'onAgenda'),
  specified('13a', 'Publish', 'S', 'inStage/publicNotice', '='),
  specified('13a', 'RecordComment', 'S', 'inStage/publicNotice', '='),
  specified('13a', 'CloseNotice', 'S', 'inStage/publicNotice', 'readyForCouncil'),
  specified('13a', 'RequestOpinion', 'S', 'inStage/partyOpinion inStage/concurrence', '='),
  specified('13a', 'RecordOpinion', 'S', 'inStage/partyOpinion inStage/concurrence', 'inStage passed'),
  specified('14', 'RecordResult', 'O', 'onAgenda', 'passed notPassed inStage'),
  specified('14', 'Defer', 'O', 'onAgenda', 'readyForCouncil'),
  specified('15', 'ListOnDecision', 'O', 'passed/decision', 'onDecision'),
  specified('16', 'GrantAward', 'O', 'onDecision', 'granted'),
  specified('16', 'DeclineAward', 'O', 'onDecision', 'declined'),
  specified('16', 'StrikeFromDecision', 'O', 'onDecision', 'passed'),
  specified('17', 'ListOnSubmission', 'O', 'passed/submission', 'onSubmission'),
  specified('18', 'SendUp', 'O', 'onSubmission', 'sentUp'),
  specified('18', 'DeclineSubmission', 'O', 'onSubmission', 'declined'),
  specified('18', 'StrikeFromSubmission', 'O', 'onSubmission', 'passed'),
  specified('19', 'Acknowledge', 'O S', 'sentUp', 'sentUp'),
  specified('19', 'ReturnFromAbove', 'O S', 'sentUp', 'returnedFromAbove'),
  specified('19', 'AnswerFromAbove', 'O S', 'sentUp returnedFromAbove', 'granted refusedAbove'),
  // An end above that is undone there is undone here.
  specified('10, 19', 'ReopenFromAbove', 'O', 'refusedAbove', 'sentUp returnedFromAbove'),
  // "sentUp, at the step above that returned it": the case above goes on where it was.
  specified('20', 'AcknowledgeSupplement', 'O', 'sentUp returnedFromAbove', 'sentUp'),
  specified('20', 'SupplementFromBelow', 'O', 'returned', 'nominated inAppraisal'),
  specified('20', 'Supplement', 'S', 'returnedFromAbove', 'sentUp'),
  specified('22', 'Withdraw', 'H', `${BEFORE_TALLY}`, 'withdrawn ='),
  specified('22', 'Withdraw', 'H', 'passed onDecision onSubmission', '='),
  // "When sentUp A asks and P grants it": what A asked reaches the case above, where the office answers.
  specified('22', 'AskWithdrawalFromBelow', 'O', LIVE, '='),
  specified('22', 'GrantWithdrawal', 'S', LIVE.replace('sentUp returnedFromAbove', ''), 'withdrawn'),
  specified('22', 'DeclineWithdrawal', 'S', LIVE, '='),
  specified('22', 'Withdraw', 'A', 'sentUp returnedFromAbove', '='),
  specified(
    '10, 11a, 22, 28',
    'ConfirmAct',
    'H S L K O',
    `importing ${NOT_ENDED} ${ENDS}`,
    'nominated inStage withdrawn',
  ),
  specified('10, 11a, 22, 28', 'DeclineAct', 'H S L K O', `importing ${NOT_ENDED} ${ENDS}`, '= withdrawn'),
  specified('amendment', 'Recalendar', 'O', `importing ${LIVE}`, '='),
  // "If an earlier receipt surfaces later, a recorded event takes the consequence back."
  specified('deadlines', 'Submit', 'U', 'lapsed', 'awaitingHead'),
  specified('deadlines', 'Resubmit', 'U', 'lapsed', 'awaitingHead'),
  specified('deadlines', 'SupplementFromBelow', 'O', 'lapsed', 'nominated'),
  specified('deadlines', 'HandIn', 'U H O', 'lapsed', 'handedIn'),
  specified('deadlines', 'EnterScore', 'U', 'lapsed', 'handedIn'),
  specified('deadlines', 'Nominate', 'O', 'lapsed/nomination', 'nominated'),
  specified('deadlines', 'NotNominate', 'O', 'lapsed/nomination', 'notNominated'),
  specified('21', 'Hold', 'S', NOT_ENDED, '='),
  specified('21', 'Release', 'S', NOT_ENDED, '='),
  specified('23', 'RecordConferral', 'S', 'granted', 'conferred'),
  // "A of the deciding authority; for an award from above S records its act": or it is carried from there.
  specified('24', 'Correct', 'A S O', 'granted conferred', '='),
  specified('24', 'Revoke', 'A S O', 'granted conferred', 'revoked'),
  specified('24', 'RecordRecovery', 'S', 'revoked', '='),
  specified('25', 'Rehome', 'S', `importing ${NOT_ENDED} ${ENDS}`, '='),
  specified('26', 'AmendSubject', 'S', NOT_ENDED, '='),
  // At rest nothing is due that could be extended.
  specified('27', 'Extend', 'S', LIVE, '='),
  // C enters a tally in its session, and a number stands in its decision: both are carried from there.
  specified('28', 'CorrectEntry', 'U S L', NOT_ENDED, '='),
  specified(
    '28',
    'CorrectResult',
    'O',
    `inStage handedIn passed notPassed onDecision onSubmission sentUp returnedFromAbove granted conferred declined
    refusedAbove`,
    '= inStage notPassed',
  ),
  specified(
    '28',
    'CorrectNumber',
    'O',
    'sentUp returnedFromAbove granted conferred withdrawn refusedAbove revoked',
    '=',
  ),
  // What S typed from the paper of a level above is S's to mend: no stream here would carry it.
  specified('28', 'CorrectReportedNumber', 'S', 'granted conferred revoked', '='),
  // Before the council: what an agenda holds is deferred there first.
  specified('29', 'Reopen', 'S', BEFORE_TALLY.replace('onAgenda', ''), '='),
  specified('30', 'Import', 'S', 'none', 'importing'),
  specified('31', 'Redecide', 'A', 'rejected notPassed notNominated declined refusedAbove', 'nominated'),
];

/** Cells that the table opens and the act itself still refuses, although its body fits: first match decides. */
const REFUSED_BY_THE_ACT: readonly [command: string, who: string, from: string, code: string][] = [
  // A case from below is no unit's of this level.
  [
    'Resubmit HandIn EnterScore CorrectEntry Withdraw ConfirmAct DeclineAct',
    'U H',
    'returned to below,inAppraisal asked back,sentUp asked back',
    'NOT_YOUR_UNIT',
  ],
  ['Rehome', 'S', 'returned to below,inAppraisal asked back,sentUp asked back', 'OUT_OF_ORDER'],
  // A hand-in answers a stage that asks for evidence and has not had it, and H hands in where the plan says so.
  ['HandIn', 'H', 'inStage/review inStage/initiative lapsed/initiative', 'WRONG_ROLE'],
  ['HandIn', 'H U O', 'inStage/checkpoint inStage/review inStage/initiative', ''],
  ['HandIn', 'H U O', `${LIVE} lapsed`, 'STAGE_NOT_OWED'],
  // A score: the unit its own, then the office or, in a cluster, its head.
  ['EnterScore', 'U', 'inStage/scoring inStage/clusterScoring', ''],
  ['EnterScore', 'S', 'handedIn/scoring', ''],
  ['EnterScore', 'L', 'handedIn/clusterScoring', ''],
  ['EnterScore', 'L', 'inStage/scoring handedIn/scoring', 'WRONG_ROLE'],
  ['EnterScore', 'S', 'inStage/clusterScoring handedIn/clusterScoring', 'WRONG_ROLE'],
  ['EnterScore', 'U S L', `${LIVE} lapsed`, 'STAGE_NOT_OWED'],
  // Row 28: after an entry, by those who made it.
  ['CorrectEntry', 'U', 'handedIn/scoring', ''],
  ['CorrectEntry', 'U S L', 'returned to below,inAppraisal asked back,sentUp asked back', 'NOTHING_TO_CORRECT'],
  [
    'CorrectEntry',
    'U',
    'inStage/nomination nominating,passed/decision withdrawing,sentUp withdrawing,sentUp on paper withdrawing',
    'ACT_ALREADY_PENDING',
  ],
  [
    'CorrectEntry',
    'U S L',
    'awaitingHead sentBack awaitingAcceptance returned inStage/checkpoint handedIn/checkpoint inStage/review handedIn/review',
    'NOTHING_TO_CORRECT',
  ],
  ['CorrectEntry', 'U S L', 'inStage/scoring handedIn/scoring', 'NOTHING_TO_CORRECT'],
  [
    'CorrectEntry',
    'L',
    'inStage/initiative handedIn/initiative inStage/clusterScoring handedIn/clusterScoring',
    'NOTHING_TO_CORRECT',
  ],
  // "While the case is on no list, afterwards only by counter-decision."
  [
    'CorrectResult',
    'O',
    'onDecision onSubmission sentUp returnedFromAbove granted conferred declined refusedAbove',
    'TALLY_LISTED',
  ],
  ['CorrectResult', 'O', 'inStage/partyOpinion inStage/concurrence', ''],
  ['CorrectResult', 'O', 'inStage handedIn', 'LINE_UNKNOWN'],
  // A number of a paper that speaks of this case; an award from above on paper has no stream to speak for it.
  ['CorrectNumber', 'O', 'withdrawn,granted on paper', 'LINE_UNKNOWN'],
  ['CorrectReportedNumber', 'S', 'granted on paper', ''],
  ['CorrectReportedNumber', 'S', 'granted conferred revoked', 'WRONG_ROLE'],
  ['LiftBlock', 'S', 'inStage/checkpoint blocked', ''],
  ['LiftBlock', 'S', 'inStage', 'STAGE_NOT_OWED'],
  ['RecogniseInitiative', 'I', 'handedIn/initiative recognised', 'OUT_OF_ORDER'],
  ['RefuseInitiative', 'I', 'handedIn/initiative recognised', 'OUT_OF_ORDER'],
  ['BindInitiative', 'S', 'handedIn/initiative recognised', ''],
  ['BindInitiative', 'S', 'handedIn/initiative', 'INITIATIVE_NOT_RECOGNISED'],
  ['CloseNotice', 'S', 'inStage/publicNotice over', ''],
  ['CloseNotice', 'S', 'inStage/publicNotice', 'NOTICE_NOT_PUBLISHED'],
  ['RecordComment', 'S', 'inStage/publicNotice over', ''],
  ['RecordComment', 'S', 'inStage/publicNotice', 'NOTICE_NOT_PUBLISHED'],
  ['RecordOpinion', 'S', 'inStage/partyOpinion asked,inStage/concurrence asked', ''],
  ['RecordOpinion', 'S', 'inStage', 'OPINION_NOT_REQUESTED'],
  // One act waits for its second person at a time.
  ['Nominate', 'U', 'inStage/nomination nominating', 'ACT_ALREADY_PENDING'],
  ['NotNominate', 'U', 'inStage/nomination nominating', 'ACT_ALREADY_PENDING'],
  ['Reinstate', 'S', 'lapsed/initiative reinstating', 'ACT_ALREADY_PENDING'],
  ['Withdraw', 'H', 'passed/decision withdrawing', 'ACT_ALREADY_PENDING'],
  ['Withdraw', 'A', 'sentUp withdrawing,sentUp on paper withdrawing', 'ACT_ALREADY_PENDING'],
  // Nothing stands here that is held.
  ['Release', 'S', NOT_ENDED, 'NOT_HELD'],
  ['Reopen', 'S', 'inStage/nomination nominating', 'ACT_ALREADY_PENDING'],
  // Nobody is spared a stage that the case had not passed: these ended before their appraisal.
  ['Redecide', 'A', 'rejected notNominated', 'STAGE_NOT_OWED'],
  ['Redecide', 'A', 'refusedAbove', 'OUT_OF_ORDER'],
  // Only what is over is opened again.
  ['Reopen', 'S', 'awaitingHead sentBack awaitingAcceptance inStage/checkpoint handedIn/checkpoint', 'STAGE_NOT_OVER'],
  // Of a case from below no unit would hand in here.
  ['Reopen', 'S', 'returned to below', 'STAGE_NOT_OVER'],
  ['Reopen', 'S', 'inAppraisal asked back', 'STAGE_NOT_OVER'],
  ['Reopen', 'S', 'returned', 'STAGE_NOT_OVER'],
  // Confirmed and declined by the second person that the act's own row names, and by nobody else.
  ['ConfirmAct DeclineAct', 'H', 'inStage/nomination nominating', ''],
  // K confirms; so does S, a second one.
  ['ConfirmAct DeclineAct', 'K', 'importing,lapsed/initiative reinstating', ''],
  ['ConfirmAct DeclineAct', 'S', 'importing,lapsed/initiative reinstating', 'SAME_PERSON'],
  ['ConfirmAct DeclineAct', 'S', 'passed/decision withdrawing,sentUp on paper withdrawing', ''],
  ['ConfirmAct DeclineAct', 'O', 'sentUp withdrawing', ''],
  [
    'ConfirmAct DeclineAct',
    'H S L K O',
    'importing,inStage/nomination nominating,lapsed/initiative reinstating,passed/decision withdrawing,sentUp withdrawing,sentUp on paper withdrawing',
    'WRONG_ROLE',
  ],
  ['ConfirmAct DeclineAct', 'H S L K O', `${NOT_ENDED} ${ENDS}`, 'NO_ACT_PENDING'],
  // The level above speaks for itself where it runs the product; else the office records its paper.
  ['Acknowledge ReturnFromAbove AnswerFromAbove', 'O', 'sentUp on paper,sentUp on paper withdrawing', 'WRONG_ROLE'],
  ['Acknowledge ReturnFromAbove AnswerFromAbove', 'S', 'sentUp on paper,sentUp on paper withdrawing', ''],
  ['Acknowledge ReturnFromAbove AnswerFromAbove', 'S', 'sentUp returnedFromAbove', 'WRONG_ROLE'],
  // Who decided undoes it: the authority here, or the level above by itself or by its paper.
  ['Correct Revoke', 'O', 'granted above', ''],
  ['Correct Revoke', 'A S', 'granted above', 'WRONG_ROLE'],
  ['Correct Revoke', 'S', 'granted on paper', ''],
  ['Correct Revoke', 'A O', 'granted on paper', 'WRONG_ROLE'],
  ['Correct Revoke', 'S O', 'granted conferred', 'WRONG_ROLE'],
  ['RecordRecovery', 'S', 'revoked recovering', ''],
  ['RecordRecovery', 'S', 'revoked', 'NOTHING_TO_RECOVER'],
  // Only a case from below is mended, and asked back, from there.
  ['SupplementFromBelow', 'O', 'returned to below', ''],
  ['SupplementFromBelow', 'O', 'returned lapsed', 'OUT_OF_ORDER'],
  ['AskWithdrawalFromBelow', 'O', 'returned to below,inAppraisal asked back,sentUp asked back', ''],
  ['AskWithdrawalFromBelow', 'O', LIVE, 'OUT_OF_ORDER'],
  ['GrantWithdrawal DeclineWithdrawal', 'S', 'inAppraisal asked back,sentUp asked back', ''],
  ['GrantWithdrawal DeclineWithdrawal', 'S', LIVE, 'NO_ACT_PENDING'],
  // Time does nothing where no date is set, or its consequence is drawn.
  ['DeadlinePassed', 'T', 'inStage/checkpoint blocked,sentUp', 'DEADLINE_MOVED'],
  // Nothing is taken back but what was received before the due instant.
  ['Submit Resubmit', 'U', 'lapsed', 'OUT_OF_ORDER'],
  ['Nominate NotNominate', 'O', 'lapsed', 'OUT_OF_ORDER'],
];

/** A standing's own name may hold a space; a list of such names is parted by commas. */
function placesOf(text: string): string[] {
  return STANDINGS.some((standing) => standing === text) ? [text] : text.split(text.includes(',') ? ',' : /\s+/);
}

function isIn(standing: Standing, places: string): boolean {
  return placesOf(places).some(
    (place) => standing === place || standing.startsWith(`${place}/`) || standing.startsWith(`${place} `),
  );
}

function expected(standing: Standing, command: ProposalCommandKind, letter: string): string {
  const here = SPECIFICATION.filter((row) => row.command === command && isIn(standing, row.from));
  const mine = here.find((row) => row.who.split(' ').includes(letter));
  if (here.length === 0) return 'OUT_OF_ORDER';
  if (mine === undefined) return 'WRONG_ROLE';
  const refused = REFUSED_BY_THE_ACT.find(
    ([commands, who, from]) =>
      commands.split(' ').includes(command) && who.split(' ').includes(letter) && isIn(standing, from),
  );
  return refused === undefined || refused[3] === '' ? `to ${mine.to}` : refused[3];
}

function actual(one: Case, command: ProposalCommandKind, role: (typeof ALL_ROLES)[number]): string {
  const received = one.command(command, { by: role });
  const answer = one.asks(command, { by: role });
  if (!answer.ok) return answer.refusal.code;
  const after = answer.events.reduce(
    (state, event) => evolveProposal(state, recorded(event, state.seq + 1, received)),
    one.state,
  );
  return after.position.state === one.state.position.state ? '=' : after.position.state;
}

function agrees(wanted: string, got: string, standing: Standing): boolean {
  if (!wanted.startsWith('to ')) return wanted === got;
  const places = wanted.slice(3).split(/\s+/);
  return places.includes(got) || (got === '=' && places.includes(stateOf(standing)));
}

const letterOf = (role: keyof typeof ROLES) => ROLES[role];

test.each(STANDINGS)('in %s every command of every role gives what the specification says', (standing) => {
  const one = caseIn(standing);
  const differ = COMMANDS.flatMap((command) =>
    ALL_ROLES.flatMap((role) => {
      const wanted = expected(standing, command, letterOf(role));
      const got = actual(one, command, role);
      return agrees(wanted, got, standing) ? [] : [`${command} by ${role}: ${wanted}, but ${got}`];
    }),
  );
  expect(differ).toEqual([]);
});

test('the cells cover every state, every command and every role', () => {
  expect(new Set(STANDINGS.map(stateOf))).toEqual(new Set(PROPOSAL_STATES));
  expect(new Set(COMMANDS)).toEqual(new Set(LIFE_TABLE.map(({ command }) => command)));
  expect(new Set(ALL_ROLES)).toEqual(new Set(Object.keys(ROLES)));
});

test('the table has the rows of the specification, and each holds somewhere', () => {
  const rows = (table: readonly { row: string; command: string }[]) =>
    [...new Set(table.map(({ row, command }) => `${row}: ${command}`))].sort();
  expect(rows(LIFE_TABLE)).toEqual(rows(SPECIFICATION));
  const reached = new Set(
    STANDINGS.flatMap((standing) => {
      const { state } = caseIn(standing);
      const at = state.opened === null ? null : (stageOf(state.opened.round, state.position.stage)?.kind ?? null);
      return COMMANDS.flatMap((command) =>
        ALL_ROLES.map((role) => findRow(command, state.position.state, at, role)).filter((found) => 'row' in found),
      );
    }),
  );
  expect(LIFE_TABLE.filter((row) => !reached.has(row))).toEqual([]);
});

test('an accepted act leads where its own row of the table says', () => {
  const astray = STANDINGS.flatMap((standing) => {
    const one = caseIn(standing);
    const { round } = one.state.opened ?? one;
    const at = stageOf(round, one.state.position.stage)?.kind ?? null;
    return COMMANDS.flatMap((command) =>
      ALL_ROLES.flatMap((role) => {
        const row = findRow(command, one.state.position.state, at, role);
        const answer = one.asks(command, { by: role });
        if (!answer.ok) return [];
        const last = answer.events.findLast((event) => 'to' in event.body);
        const to = last !== undefined && 'to' in last.body ? last.body.to.state : one.state.position.state;
        return 'row' in row && row.to.includes(to) ? [] : [`${command} by ${role} in ${standing}: ${to}`];
      }),
    );
  });
  expect(astray).toEqual([]);
});

test('acts that another person confirms name that person', () => {
  const confirmed = LIFE_TABLE.filter(({ confirmedBy }) => confirmedBy.length > 0).map(
    ({ row, command, from, confirmedBy }) =>
      `${row} ${command} in ${from.length > 3 ? '…' : from.join(' ')}: ${confirmedBy.map(letterOf).join(' ')}`,
  );
  expect(confirmed).toEqual([
    '10 Reinstate in lapsed notNominated: S K',
    '11a Nominate in inStage: H',
    '11a NotNominate in inStage: H',
    '22 Withdraw in passed onDecision onSubmission: S',
    '22 Withdraw in sentUp returnedFromAbove: O S',
    '28 CorrectEntry in …: S L',
    '29 Reopen in …: S K',
    '30 Import in none: S K',
  ]);
});

test('a screen offers what is available to the role where the case stands, and no late receipt', () => {
  expect(commandsFor('awaitingHead', 'registration', 'unitHead')).toEqual([
    'Confirm',
    'SendBack',
    'HandIn',
    'Withdraw',
    'ConfirmAct',
    'DeclineAct',
  ]);
  expect(commandsFor('lapsed', 'initiative', 'unitClerk')).toEqual([]);
  expect(commandsFor('granted', 'decision', 'standingOffice')).toEqual([
    'ConfirmAct',
    'DeclineAct',
    'Hold',
    'Release',
    'RecordConferral',
    'Correct',
    'Revoke',
    'Rehome',
    'AmendSubject',
    'CorrectEntry',
    'CorrectReportedNumber',
  ]);
  expect(commandsFor('handedIn', 'initiative', 'initiativeCouncil')).toEqual([
    'RecogniseInitiative',
    'RefuseInitiative',
  ]);
});
