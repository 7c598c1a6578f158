/**
 * Everything that can be wrong, by class; the sentence is for the auditor. The first group is found by the chain alone,
 * the second by deciding again, the third by comparing streams.
 */
export const REASONS = {
  unreadable: 'the line is not a row of an export',
  hash: 'the hash is not that of the text',
  notCanonical: 'the text is not canonical JSON',
  unknownVersion: 'the envelope has a version that this verifier does not know',
  notAnEnvelope: 'the text is not an envelope with exactly the known members',
  differsFromRow: 'the text names another organisation, stream, number or kind than its row',
  seq: 'the number does not follow the one before',
  link: 'the text does not name the hash of the event before',
  commandIndex: 'the events of one command are not numbered from 0 without gaps',
  factsMisplaced: 'the facts do not stand on the first event of their command',

  partsDiffer: 'a list that was written in parts does not name exactly the parts before it',
  cannotFold: 'the event cannot be read by the rules',
  illegalForState: 'the rules do not allow this event in the state before it',
  commandDiffers: 'the command row differs from what its event says of it',
  decidedOtherwise: 'the rules decide otherwise on the same state, command and facts',
  eventsMissing: 'the command was accepted, and its events are not in the ledger',
  commandUnknown: 'the event belongs to a command that is not in the export',
  commandRepeated: 'two rows or two places in the ledger claim the same command',
  notCarried: 'an event should have sent this command, and it is not in the export',
  carriedByNothing: 'no event sent this command',

  lineNotReached: 'a line of a numbered decision never reached its proposal',
  grantWithoutDecision: 'an award names a decision that did not grant it',
  counterElsewhere: 'a counter-decision stands in another register than the decision that it counters',
  numberTwice: 'two papers bear one number of one register and year',
  twoLists: 'a proposal is held by two lists at a time',
  signedTwice: 'two signed lists name one proposal',
  verdictDiffers: 'the verdict is not what the votes and the regulation give',
  resultDiffers: 'the proposal holds another result than its session',
  correctionDiffers: 'a correction was confirmed that nobody had entered so',
  heldAfter:
    'a session is of a day after its result was entered, or was corrected to one after the next session of a case',
  heldBefore: 'a session is of a day on which one of its cases had not come so far',
  listedWithoutResult: 'a proposal is on a decision with neither a passed result nor the mark of needing none',
  actedOutOfDays: 'somebody acted for another without a naming, or outside its days',
  actedLapsed: 'somebody acted for another by a naming that one of the two, by what they held, no longer fitted',
  actedUnnoted: 'somebody acted for another, and by which naming or what both held then is not in the record',
  heardUnreceived: 'a revocation of a deputy was heard before it was received',
  copyHashDiffers: 'the hash of a submission is not that of its copy',
  copiesDiffer: 'what was received is not what was sent',
  receivedTwice: 'one submission was received twice',
} as const;

export type Reason = keyof typeof REASONS;

/** What the record shows neither to be right nor to be wrong: no trouble, and for a person to settle. */
export const UNDETERMINED = {
  namingLost: 'somebody acted for another, a recovery brought the act back, and its naming is not in the record',
  heardLate: 'a revocation of a deputy is said to have been heard more than a day after it was received',
  heardOutOfOrder:
    'a revocation of a deputy is said to have been heard before an earlier one: a clock was put back, or somebody wrote it',
} as const;

export type Unsettled = keyof typeof UNDETERMINED;

/** Where and what; `line` counts from 1 and is null for what no line of its own shows. */
type Found<R> = {
  org: string | null;
  stream: string | null;
  seq: number | null;
  reason: R;
  line: number | null;
};

export type Trouble = Found<Reason>;
export type Undetermined = Found<Unsettled>;
export type Finding = Trouble | Undetermined;

export function isUndetermined(finding: Finding): finding is Undetermined {
  return finding.reason in UNDETERMINED;
}

export type Tell = (finding: Finding) => void;
