import type { Json } from './json.ts';

/** Every no that is an answer. The API has one row for each, so a code without a sentence does not compile. */
export const REFUSAL_CODES = [
  'OUT_OF_ORDER',
  'WRONG_ROLE',
  'NOT_YOUR_UNIT',
  'SAME_PERSON',
  'STALE',
  'ALREADY_PROPOSED',
  'TITLE_NOT_IN_ROUND',
  'SUBJECT_KIND_NOT_ALLOWED',
  'ROUND_NOT_OPEN',
  'WINDOW_CLOSED',
  'ROUND_CLOSED',
  'REGISTRATION_REQUIRED',
  'STAGE_NOT_OPEN',
  'STAGE_NOT_OWED',
  'EVIDENCE_INCOMPLETE',
  'HAND_IN_BY_UNIT',
  'DUE_IN_THE_PAST',
  'RECEIPT_DAY_AHEAD',
  'DAY_AHEAD',
  'DAY_BEFORE',
  'DAY_AFTER',
  'COUNCIL_DIFFERS',
  'DEADLINE_MOVED',
  'NO_ACT_PENDING',
  'ACT_ALREADY_PENDING',
  'REASON_FOR_DIFFERENCE',
  'INITIATIVE_NOT_RECOGNISED',
  'RULE_REQUIRED',
  'NOTICE_TOO_SHORT',
  'NOTICE_STILL_RUNNING',
  'NOTICE_NOT_PUBLISHED',
  'OPINION_NOT_REQUESTED',
  'OPINION_NOT_DUE',
  'TALLY_IMPOSSIBLE',
  'TALLY_STANDS',
  'TALLY_LISTED',
  'LINES_DIFFER',
  'LINE_UNKNOWN',
  'LINE_ALREADY_LISTED',
  'LINE_NOT_READY',
  'ALREADY_SIGNED',
  'NUMBER_TAKEN',
  'NUMBER_BEFORE_SIGNATURE',
  'NUMBER_DAY_IMPOSSIBLE',
  'STAGE_NOT_OVER',
  'STAGE_NOT_IMPORTABLE',
  'NO_OTHER_UNIT',
  'NO_LATER_DEADLINE',
  'CONFERRED_BEFORE_GRANTED',
  'RECOVERED_BEFORE_REVOKED',
  'NOTHING_TO_RECOVER',
  'NOTHING_TO_CORRECT',
  'SUBJECT_UNCHANGED',
  'HELD',
  'NOT_HELD',
  'OLDER_THAN_KNOWN',
  'TASK_UNKNOWN',
  'AMENDMENT_OF_OTHER_VERSION',
  'ROUND_HAS_CASES',
  'PRINCIPAL_UNFIT',
  'DEPUTY_UNFIT',
  'DEPUTY_DAYS_IMPOSSIBLE',
  'DEPUTY_NAMES_NO_DEPUTY',
  'DEPUTY_OUT_OF_DAYS',
  'DEPUTYSHIP_LAPSED',
  'COUNCIL_IMPOSSIBLE',
  'CLUSTER_IMPOSSIBLE',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** `rule` names the row of the life table, the setting or the clause that says no; `facts` what it looked at. */
export type Refusal = { code: RefusalCode; rule: string; facts: { readonly [key: string]: Json } };

export type Decision<E> = { ok: true; events: readonly E[] } | { ok: false; refusal: Refusal };

export function refuse(code: RefusalCode, rule: string, facts: Refusal['facts'] = {}): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code, rule, facts } };
}

export function accept<E>(...events: E[]): { ok: true; events: readonly E[] } {
  return { ok: true, events };
}

/** How a command ended: `seq` is the stream's head after it, `events` the kinds that it recorded. */
export type CommandOutcome = { ok: true; seq: number; events: readonly string[] } | { ok: false; refusal: Refusal };
