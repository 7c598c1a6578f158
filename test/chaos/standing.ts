import { addDays, dateOf } from '../../domain/calendar/local-date.ts';
import { PROPOSAL_STATES, type ProposalStateName } from '../../domain/proposal/states.ts';
import { above, acknowledges, draftsSubmission, sendsUp } from '../builders/level-above.ts';
import { type Ask, draft, person, savedByOffice, WORDS } from '../builders/office.ts';
import {
  appraises,
  type Case,
  callsSession,
  caseOf,
  councilSays,
  draftsDecision,
  handsIn,
  must,
  nominates,
  type Play,
  registered,
  signs,
  submitted,
  votes,
} from '../builders/play.ts';

/** Every state of the table: a case that has not begun stands nowhere. */
export const STANDING: readonly ProposalStateName[] = PROPOSAL_STATES.filter((state) => state !== 'none');

/** A case in every state, for the run to begin with; the one that waits for its head is given back. */
export async function standEverywhere(on: Play): Promise<Case> {
  const [waiting] = await Promise.all([submitted(on), beforeStages(on), inStages(on)]);
  const ready = await atCouncil(on);
  await afterCouncil(on, ready);
  return waiting;
}

const soon = () => addDays(dateOf(Date.now()), 10);

async function beforeStages(on: Play): Promise<void> {
  const sentBack = await submitted(on);
  await sentBack.does('unitHead', 'SendBack', { reason: WORDS });
  const [, returned, rejected] = [await confirmed(on), await confirmed(on), await confirmed(on)];
  const items = [{ key: 'report', note: WORDS }];
  await returned.does('standingOffice', 'Return', { items, dueOn: soon() });
  await rejected.does('standingOffice', 'Reject', { rule: 'rule', reason: WORDS });
}

/** The office brings a case from paper, and its second person has not read the papers yet. Its draft is the office's. */
export async function imported(on: Play): Promise<Ask> {
  const id = await draft(on, { byOffice: true });
  const references = [{ number: '5/TTr', on: dateOf(Date.now()), file: null }];
  const body = { draft: id, rowVersion: 1, stage: 'appraisal', references };
  await caseOf(on, id).does('standingOffice', 'Import', body);
  return savedByOffice(id);
}

async function confirmed(on: Play): Promise<Case> {
  const proposal = await submitted(on);
  await proposal.does('unitHead', 'Confirm');
  return proposal;
}

async function inStages(on: Play): Promise<void> {
  await registered(on);
  await registered(on, { round: 'hurried' });
  await handsIn(await registered(on, { round: 'reviewed' }), 'half');
  const withdrawn = await registered(on);
  await withdrawn.does('unitHead', 'Withdraw', { reason: WORDS });
  const left = await registered(on);
  await handsIn(left, 'q1');
  const { seq: act } = await left.does('unitClerk', 'NotNominate', { reason: WORDS });
  await left.does('unitHead', 'ConfirmAct', { act });
  await nominated(on);
  const received = await nominated(on);
  const today = dateOf(Date.now());
  await received.does('standingOffice', 'Receive', { paperOn: today, filesOn: today });
}

async function nominated(on: Play, title = 'LDTT'): Promise<Case> {
  const proposal = await registered(on, { title });
  await handsIn(proposal, 'q1');
  await nominates(proposal, title);
  return proposal;
}

async function ready(on: Play, title = 'LDTT'): Promise<Case> {
  const proposal = await nominated(on, title);
  await appraises(on, proposal);
  return proposal;
}

type Passed = { here: Case[]; above: Case[] };

async function atCouncil(on: Play): Promise<Passed> {
  const here = await Promise.all(Array.from({ length: 8 }, () => ready(on)));
  const aboves = await Promise.all(Array.from({ length: 4 }, () => ready(on, 'BK')));
  const [, agenda, fails, ...passes] = here;
  if (agenda === undefined || fails === undefined) throw new Error('Too few cases');
  await callsSession(on, [agenda]);
  await councilSays(on, [fails], 'notPassed');
  const all = [...passes, ...aboves];
  await votes(
    on,
    await callsSession(on, all),
    all.map((each) => [each, 'passed'] as const),
  );
  return { here: [...passes, await another(on)], above: aboves };
}

/** One more, for the list of those that stay passed. */
async function another(on: Play): Promise<Case> {
  const proposal = await ready(on);
  await councilSays(on, [proposal], 'passed');
  return proposal;
}

async function afterCouncil(on: Play, { here, above: sent }: Passed): Promise<void> {
  const [granted, conferred, revoked, declined, listed] = here;
  if (!granted || !conferred || !revoked || !declined || !listed) throw new Error('Too few cases passed');
  await signs(on, await draftsDecision(on, [granted, conferred, revoked]), '900001');
  const paper = { number: '900002', on: dateOf(Date.now()), reason: WORDS, reported: false };
  await revoked.does('authorityHead', 'Revoke', paper);
  const handedOut = { on: dateOf(Date.now()), place: WORDS, items: [], cash: null };
  await conferred.does('standingOffice', 'RecordConferral', handedOut);
  const refused = await draftsDecision(on, [declined]);
  await must(on, { stream: refused, kind: 'DeclineDecision', body: { reason: WORDS }, by: person('authorityHead') });
  await draftsDecision(on, [listed]);
  await sentAbove(on, sent);
}

async function sentAbove(on: Play, [listed, ...sent]: readonly Case[]): Promise<void> {
  const [, returned, refused] = sent;
  if (listed === undefined || returned === undefined || refused === undefined)
    throw new Error('Too few cases are sent');
  await draftsSubmission(on, [listed]);
  const { submission, receipt } = await draftsSubmission(on, sent);
  await sendsUp(on, submission);
  await acknowledges(on, receipt);
  const office = (kind: string, body: Parameters<typeof must>[1]['body']) =>
    must(on, { stream: receipt, kind, ...(body === undefined ? {} : { body }), by: above('standingOffice') });
  const items = [{ key: 'report', note: WORDS }];
  await office('ReturnLines', { proposals: [returned.id], items, dueOn: null });
  await office('RefuseLine', { proposal: refused.id, reason: WORDS });
  await on.quiet();
}
