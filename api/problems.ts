import type { RefusalCode } from '../domain/refusal.ts';

/** One row for each no that this API can say. `whatToDo` is a whole sentence to the person who was refused. */
export type ProblemKind = { status: number; title: string; whatToDo: string };

/** What the domain refuses. A code without a row does not compile. */
export const problemByRefusal = {
  OUT_OF_ORDER: {
    status: 409,
    title: 'Not possible at this point',
    whatToDo: 'Read the case again and choose one of the commands that it lists as possible.',
  },
  WRONG_ROLE: {
    status: 403,
    title: 'Another role does this',
    whatToDo: 'Ask someone who holds one of the roles in facts.allowed.',
  },
  NOT_YOUR_UNIT: {
    status: 403,
    title: 'Another unit does this',
    whatToDo: 'Ask the unit named in facts to act for itself.',
  },
  SAME_PERSON: {
    status: 403,
    title: 'A second person is needed',
    whatToDo: 'Ask a colleague who did not do the earlier act to do this one.',
  },
  STALE: {
    status: 412,
    title: 'The case has changed since you read it',
    whatToDo: 'Read the case again, look at what changed, and send the command with the new basis and a new key.',
  },
  ALREADY_PROPOSED: {
    status: 409,
    title: 'Already proposed',
    whatToDo: 'Go on with the proposal named in facts.first, or choose another title.',
  },
  TITLE_NOT_IN_ROUND: {
    status: 409,
    title: 'The round does not award this title',
    whatToDo: 'Choose one of the titles of the round, or another round.',
  },
  SUBJECT_KIND_NOT_ALLOWED: {
    status: 409,
    title: 'The title is not for this kind of subject',
    whatToDo: 'Choose a title for this kind of subject; facts.allowed names the kinds of this one.',
  },
  ROUND_NOT_OPEN: {
    status: 409,
    title: 'The round has not opened',
    whatToDo: 'Send it again with a new key from the instant facts.opensAt on.',
  },
  WINDOW_CLOSED: {
    status: 409,
    title: 'The window has closed',
    whatToDo: 'Ask the standing office whether the deadline can be extended.',
  },
  ROUND_CLOSED: {
    status: 409,
    title: 'The round is closed',
    whatToDo: 'Propose in a later round.',
  },
  REGISTRATION_REQUIRED: {
    status: 409,
    title: 'The round takes only who was registered',
    whatToDo: 'Register first where registration is open, or ask the standing office.',
  },
  STAGE_NOT_OPEN: {
    status: 409,
    title: 'The stage has not opened',
    whatToDo: 'Send it again with a new key from the instant facts.opensAt on.',
  },
  STAGE_NOT_OWED: {
    status: 409,
    title: 'This stage is not owed',
    whatToDo: 'Read the case again and act on the stage where it stands.',
  },
  EVIDENCE_INCOMPLETE: {
    status: 409,
    title: 'Evidence is missing',
    whatToDo: 'Add a piece of evidence for each key in facts.missing and hand in again with a new key.',
  },
  HAND_IN_BY_UNIT: {
    status: 409,
    title: 'Handed in once for the whole unit',
    whatToDo: 'Hand in for the unit: POST /v1/unit-rounds/{plan}/{round}/commands with HandInForUnit.',
  },
  DUE_IN_THE_PAST: {
    status: 409,
    title: 'The due date has passed',
    whatToDo: 'Choose a due date that lies ahead.',
  },
  RECEIPT_DAY_AHEAD: {
    status: 409,
    title: 'Not received yet',
    whatToDo: 'Send the days on which the paper and the files came: at the latest today.',
  },
  DAY_AHEAD: {
    status: 409,
    title: 'That day has not come yet',
    whatToDo: 'Record what has happened once its day, in facts.on, has come; or mend the day.',
  },
  DAY_BEFORE: {
    status: 409,
    title: 'That day is before the cases came so far',
    whatToDo:
      'Mend the day of the session, or of the earlier one that facts.lines shows for a case; a session that is just being called may leave those cases out.',
  },
  DAY_AFTER: {
    status: 409,
    title: 'That day is after what came of the session',
    whatToDo:
      'Send the day on which it was held: at the latest facts.enteredOn, when its result was entered, and the day of what came of it, for each case of facts.lines.',
  },
  COUNCIL_DIFFERS: {
    status: 409,
    title: 'Another council was in force on that day',
    whatToDo:
      'Votes would count otherwise in that council (facts.asked, where the one of facts.stands counted them), so the day stays as it is: let that council sit on these cases in a session of its own.',
  },
  DEADLINE_MOVED: {
    status: 409,
    title: 'The deadline has moved',
    whatToDo: 'Nothing needs doing: the deadline in force will be acted on when it comes.',
  },
  NO_ACT_PENDING: {
    status: 409,
    title: 'No such act waits for confirmation',
    whatToDo: 'Read the case again: the act was settled, or fell when the case moved.',
  },
  ACT_ALREADY_PENDING: {
    status: 409,
    title: 'An act already waits for confirmation',
    whatToDo: 'Have the pending act confirmed or declined first.',
  },
  REASON_FOR_DIFFERENCE: {
    status: 409,
    title: 'A difference needs a reason',
    whatToDo: 'Send it again with a new key and the reason for the difference in body.reason.',
  },
  INITIATIVE_NOT_RECOGNISED: {
    status: 409,
    title: 'The initiative is not recognised',
    whatToDo: 'Wait for the initiative council to recognise it.',
  },
  RULE_REQUIRED: {
    status: 409,
    title: 'A rule must be named',
    whatToDo: 'Name in body.rule the rule that needs no vote of a council.',
  },
  NOTICE_TOO_SHORT: {
    status: 409,
    title: 'The notice is too short',
    whatToDo: 'Show the notice for at least facts.neededDays days.',
  },
  NOTICE_STILL_RUNNING: {
    status: 409,
    title: 'The notice is still running',
    whatToDo: 'Close it from the instant facts.endsAt on.',
  },
  NOTICE_NOT_PUBLISHED: {
    status: 409,
    title: 'No notice was published',
    whatToDo: 'Publish the notice first.',
  },
  OPINION_NOT_REQUESTED: {
    status: 409,
    title: 'No opinion was asked for',
    whatToDo: 'Request the opinion first.',
  },
  OPINION_NOT_DUE: {
    status: 409,
    title: 'Silence does not go on here',
    whatToDo: 'Record what the body answers; chase it while it is silent.',
  },
  TALLY_IMPOSSIBLE: {
    status: 409,
    title: 'This tally cannot be',
    whatToDo: 'Check the counts of the lines in facts: votes cast cannot exceed members, and members are at least one.',
  },
  TALLY_STANDS: {
    status: 409,
    title: 'The council has voted',
    whatToDo:
      'Its result is on its way to the case. Read the case again; after the tally the office grants a withdrawal.',
  },
  TALLY_LISTED: {
    status: 409,
    title: 'A list stands on this tally',
    whatToDo:
      'Strike the line from the list in facts.list first; once it is signed, only a counter-decision mends what it says.',
  },
  LINES_DIFFER: {
    status: 409,
    title: 'The lines differ from what is asked',
    whatToDo:
      'Send exactly one line for each case: add facts.missing, leave out facts.foreign and facts.repeated. A list that waits for its head is declined, and proposed anew.',
  },
  LINE_UNKNOWN: {
    status: 409,
    title: 'The list has no such line',
    whatToDo: 'Read the list again and name only its own lines, each once.',
  },
  LINE_ALREADY_LISTED: {
    status: 409,
    title: 'Another list holds a line',
    whatToDo: 'Leave out the cases in facts.lines, or have them struck from the list that holds them.',
  },
  LINE_NOT_READY: {
    status: 409,
    title: 'A line is not ready',
    whatToDo: 'Leave out or strike the cases in facts.lines, or wait until they have come this far.',
  },
  ALREADY_SIGNED: {
    status: 409,
    title: 'Already signed',
    whatToDo: 'What is signed is undone only by a counter-decision.',
  },
  NUMBER_TAKEN: {
    status: 409,
    title: 'The number is taken',
    whatToDo:
      'Look the number up in the register and send the right one with a new key. Where the decision in facts.by bears it by mistake, correct that one first (a counter-decision is not corrected: another one follows it); of two papers whose numbers were swapped, let one bear a number that nobody has until the other has its own.',
  },
  NUMBER_BEFORE_SIGNATURE: {
    status: 409,
    title: 'Not signed yet',
    whatToDo: 'Have the decision signed first; it gets its number afterwards, once.',
  },
  NUMBER_DAY_IMPOSSIBLE: {
    status: 409,
    title: 'Not a day on which this number can be given',
    whatToDo:
      'Send the day in the register: from the day of the signature on, for a counter-decision from the day of the award on, at the latest today, and at the latest on the day on which its award was handed out or undone (facts.followedOn).',
  },
  STAGE_NOT_OVER: {
    status: 409,
    title: 'This stage cannot be opened again',
    whatToDo: 'Name a stage before the one in facts.current in which something is handed in or asked.',
  },
  STAGE_NOT_IMPORTABLE: {
    status: 409,
    title: 'No case is imported at this stage',
    whatToDo: 'Name a stage of the round on the way of this title, after the registration and before the conferral.',
  },
  NO_OTHER_UNIT: {
    status: 409,
    title: 'Not another unit of the plan',
    whatToDo: 'Name a unit of the plan in force, other than facts.current; amend the plan first where it is new.',
  },
  NO_LATER_DEADLINE: {
    status: 409,
    title: 'This is no extension',
    whatToDo: 'Choose a day after the deadline in force, which is facts.inForce; without one nothing can be overdue.',
  },
  CONFERRED_BEFORE_GRANTED: {
    status: 409,
    title: 'Before the award was granted',
    whatToDo: 'Mend the day: nothing is handed out before the day of the decision, which is facts.grantedOn.',
  },
  RECOVERED_BEFORE_REVOKED: {
    status: 409,
    title: 'Before the award was revoked',
    whatToDo: 'Mend the day: nothing comes back before the day of the revocation, which is facts.revokedOn.',
  },
  NOTHING_TO_RECOVER: {
    status: 409,
    title: 'Nothing to recover under this number',
    whatToDo: 'Read the revocation in the timeline and name one of the things in it that has not come back yet.',
  },
  NOTHING_TO_CORRECT: {
    status: 409,
    title: 'Nothing here is to be corrected',
    whatToDo: 'Name an entry that was made, and another value than the one that stands, which is in facts.entered.',
  },
  SUBJECT_UNCHANGED: {
    status: 409,
    title: 'This is the subject of the case',
    whatToDo: 'Name another subject, or send the name and the kind as they are now.',
  },
  HELD: {
    status: 409,
    title: 'The case is held',
    whatToDo:
      'Wait until the standing office releases it: facts tell the ground, the paper and since when. Hand-ins are taken.',
  },
  NOT_HELD: {
    status: 409,
    title: 'No such hold',
    whatToDo: 'Name one of facts.holds; where there is none, the case is not held.',
  },
  OLDER_THAN_KNOWN: {
    status: 409,
    title: 'Older than what is known',
    whatToDo: 'Nothing needs doing: a newer version is in force.',
  },
  TASK_UNKNOWN: {
    status: 409,
    title: 'The plan has no such task',
    whatToDo: 'Read GET /v1/tasks and name a task and an owner from there.',
  },
  AMENDMENT_OF_OTHER_VERSION: {
    status: 409,
    title: 'The amendment is of another version',
    whatToDo: 'Amend with the version that follows facts.known.',
  },
  ROUND_HAS_CASES: {
    status: 409,
    title: 'The amendment leaves out a round that has cases or drafts',
    whatToDo: 'Keep the rounds of facts.rounds in the plan. A round ends by its dates.',
  },
  PRINCIPAL_UNFIT: {
    status: 409,
    title: 'No deputy can be named for this person here',
    whatToDo: 'Name a deputy for yourself, or for a holder of a role below yours as facts.role names it.',
  },
  DEPUTY_UNFIT: {
    status: 409,
    title: 'This person cannot be the deputy',
    whatToDo: 'Choose another person of the office, who holds one of the roles in facts.allowed, of the same unit.',
  },
  DEPUTY_DAYS_IMPOSSIBLE: {
    status: 409,
    title: 'Not possible on these days',
    whatToDo: 'Name days in their order that are not over; a revocation has a last day from yesterday on.',
  },
  DEPUTY_NAMES_NO_DEPUTY: {
    status: 403,
    title: 'A deputy names no deputy',
    whatToDo: 'Ask the person whom you stand in for to name another deputy, or to revoke one.',
  },
  DEPUTY_OUT_OF_DAYS: {
    status: 403,
    title: 'Not within the days of a deputy',
    whatToDo: 'Act in your own role, or within the days in facts.days; a new naming needs a paper of its own.',
  },
  DEPUTYSHIP_LAPSED: {
    status: 403,
    title: 'The naming of the deputy has no force any more',
    whatToDo: 'Act in your own role: the principal or the deputy, as facts.whose says, holds another role or unit now.',
  },
  COUNCIL_IMPOSSIBLE: {
    status: 409,
    title: 'No council can be constituted so',
    whatToDo: 'Name one chair, somebody who votes, and each person of the office once; facts says what is wrong.',
  },
  CLUSTER_IMPOSSIBLE: {
    status: 409,
    title: 'No cluster can be constituted so',
    whatToDo: 'Name units of a published plan, each once, with the head and the deputy head among them.',
  },
} as const satisfies Record<RefusalCode, ProblemKind>;

/** What the API itself refuses, before or beside the domain. Closed: clients may switch on it. */
export const problemByFault = {
  VALIDATION_FAILED: {
    status: 422,
    title: 'The request is readable but not valid',
    whatToDo: 'Mend every entry of errors and send the request again.',
  },
  PLAN_FAULTY: {
    status: 422,
    title: 'The plan has faults',
    whatToDo: 'Mend every entry of errors in the plan file and upload it again.',
  },
  UNREADABLE_BODY: {
    status: 400,
    title: 'The body cannot be read',
    whatToDo: 'Send one JSON document in UTF-8, not nested deeper than 32 levels, with lists of at most 1,000 entries.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: 'The body is larger than 1 MiB',
    whatToDo: 'Send at most 1,048,576 bytes; split a long list into several requests.',
  },
  MEDIA_TYPE_NOT_SUPPORTED: {
    status: 415,
    title: 'The body is not JSON',
    whatToDo: 'Send JSON, uncompressed, with the header Content-Type: application/json.',
  },
  URI_TOO_LONG: {
    status: 414,
    title: 'The address is too long',
    whatToDo: 'Shorten the query to at most 8 KiB.',
  },
  NOT_FOUND: {
    status: 404,
    title: 'Not found',
    whatToDo: 'Check the address; what belongs to another organisation or unit is not found either.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'This address does not take this method',
    whatToDo: 'Use one of the methods in the Allow header.',
  },
  UNAUTHENTICATED: {
    status: 401,
    title: 'Who are you?',
    whatToDo: 'Send a valid token in the header Authorization: Bearer ….',
  },
  DEVELOPMENT_TOKENS_REFUSED: {
    status: 401,
    title: 'Development tokens are not accepted here',
    whatToDo: 'This server runs on a database of its own, where signed development tokens are never accepted.',
  },
  FORBIDDEN: {
    status: 403,
    title: 'Your role may not do this',
    whatToDo: 'Ask someone who holds one of the roles in facts.allowed.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    status: 400,
    title: 'No idempotency key',
    whatToDo:
      'Send the header Idempotency-Key with 8 to 200 visible ASCII characters, new for each act and the same when you repeat it.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: 'This key belongs to another request',
    whatToDo: 'Send this request with a key of its own; the first request under this key stands.',
  },
  PRECONDITION_REQUIRED: {
    status: 428,
    title: 'Say which version you edit',
    whatToDo: 'Send the header If-Match with the ETag that you read.',
  },
  DRAFT_CHANGED: {
    status: 412,
    title: 'The draft has changed since you read it',
    whatToDo: 'Read the draft again, join your changes to it, and send them with its new version.',
  },
  DRAFT_NOT_OPEN: {
    status: 409,
    title: 'The dossier is not open for editing',
    whatToDo: 'Wait until the case is sent back or returned; a submitted dossier stays as it was submitted.',
  },
  ALREADY_EXISTS: {
    status: 409,
    title: 'It exists already, and differs',
    whatToDo: 'Choose another id, or send exactly what exists.',
  },
  PLAN_VERSION_NOT_NEXT: {
    status: 409,
    title: 'Not the next version of the plan',
    whatToDo: 'Give the plan the version facts.next, or upload the text of an earlier version unchanged.',
  },
  PLAN_VERSION_PUBLISHED: {
    status: 409,
    title: 'This version of the plan was published with another text',
    whatToDo:
      'Upload the text whose SHA-256 is facts.hash, byte for byte; a text that says something else is the version after it.',
  },
  DATABASE_AWAY: {
    status: 503,
    title: 'The database is away',
    whatToDo: 'Repeat the request after a while; repeating with the same idempotency key is safe.',
  },
  RECOVERY_NEEDED: {
    status: 503,
    title: 'The record is behind and must be recovered first',
    whatToDo:
      'Whoever runs this installation must run `npm run recover`, which brings back what the record has lost and opens it again; until then everything can be read and nothing is written. Repeating with the same idempotency key afterwards is safe.',
  },
  RECORD_OF_A_PAST_YEAR: {
    status: 403,
    title: 'The record of a past year',
    whatToDo:
      'Read it: it was played to its end, and nothing is written into it. Do this in the demo year of the same office; `npm start` prints a token for it.',
  },
  DEFECT: {
    status: 500,
    title: 'A defect of this product',
    whatToDo: 'Tell the operator the requestId; repeating with the same idempotency key is safe.',
  },
} as const satisfies Record<string, ProblemKind>;

export type FaultCode = keyof typeof problemByFault;
export type ProblemCode = RefusalCode | FaultCode;

export const PROBLEMS: Readonly<Record<ProblemCode, ProblemKind>> = { ...problemByRefusal, ...problemByFault };

export function problemType(code: string): string {
  return `/problems/${code}`;
}
