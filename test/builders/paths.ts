import { dateOf } from '../../domain/calendar/local-date.ts';
import { remindersIdOf, workflowIdOf } from '../../workflows/messages.ts';
import { AHEAD, today } from './ahead.ts';
import { ABOVE, above, acknowledges, draftsSubmission, openLevelAbove, sendsUp, takes } from './level-above.ts';
import { draft, ORG, openOffice, person, WORDS } from './office.ts';
import {
  appraises,
  type Case,
  caseOf,
  councilSays,
  draftsDecision,
  handsIn,
  must,
  nominates,
  type Play,
  registered,
  report,
  scores,
  signs,
  submitted,
} from './play.ts';
import { DAY, round, stage } from './round.ts';

/** The office at work on a server whose time can be moved. */
export type Year = Play & { now(): number; moveTo(instant: number): Promise<void> };

/** Plays one path to its end; the ids of the workflows whose histories show it, by the name of each history. */
export type Path = (on: Year) => Promise<Record<string, string>>;

const day = (days: number) => AHEAD + days * DAY;

const annual = round({
  stages: [
    stage('registration', { dueAt: day(30) }),
    stage('checkpoint', { key: 'q1', dueAt: day(90), onMissed: 'lapse' }),
    stage('nomination', { dueAt: day(300) }),
    stage('appraisal', { serviceTime: { days: 20, unit: 'working' } }),
    stage('council'),
    stage('decision', { route: 'here' }),
    stage('submission', { route: 'above' }),
  ],
});

/** Every kind of stage that the annual round has not. */
const thorough = round({
  key: 'thorough',
  stages: [
    stage('registration'),
    stage('review', { key: 'half', dueAt: day(5), onMissed: 'block', acceptance: 'office' }),
    stage('initiative'),
    stage('scoring'),
    stage('nomination'),
    stage('publicNotice', { noticeDays: 1 }),
    stage('appraisal'),
    stage('council'),
    stage('partyOpinion'),
    stage('concurrence', { onSilence: 'goOn' }),
    stage('decision'),
  ],
});

const duty = { task: 'report', owner: 'office', ownerKind: 'office' as const, dueAt: day(250), printed: '' };

/** The offices of all paths: one with the two rounds and a task, and the one above it. */
export async function openOffices(on: Year): Promise<{ year: string }> {
  await openLevelAbove(on);
  return openOffice(on, [annual, thorough], {
    duties: [duty],
    milestones: [
      { kind: 'quarterEnds', key: 'q1', at: day(90) },
      { kind: 'taskDue', key: 'report', at: day(250) },
    ],
  });
}

const workflowOf = ({ stream }: { stream: string }) => workflowIdOf(ORG, stream);

async function beforeCouncil(on: Year, title = 'LDTT'): Promise<Case> {
  const proposal = await registered(on, { title });
  await handsIn(proposal, 'q1');
  await nominates(proposal, title);
  await appraises(on, proposal);
  return proposal;
}

async function passed(on: Year, title = 'LDTT'): Promise<Case> {
  const proposal = await beforeCouncil(on, title);
  await councilSays(on, [proposal], 'passed');
  return proposal;
}

async function sentUp(on: Year) {
  const proposal = await passed(on, 'BK');
  const { submission, receipt, lines } = await draftsSubmission(on, [proposal]);
  await sendsUp(on, submission);
  await acknowledges(on, receipt);
  return { proposal, submission, receipt, lines };
}

const granted: Path = async (on) => {
  const proposal = await passed(on);
  const decision = await draftsDecision(on, [proposal]);
  await signs(on, decision, '1/QĐ');
  return { granted: workflowOf(proposal), decision: workflowIdOf(ORG, decision) };
};

const rejected: Path = async (on) => {
  const proposal = await submitted(on);
  await proposal.does('unitHead', 'SendBack', { reason: WORDS });
  await proposal.does('unitClerk', 'Submit', { draft: proposal.id, rowVersion: 1 });
  await proposal.does('unitHead', 'Confirm');
  await proposal.does('standingOffice', 'Reject', { rule: 'rule', reason: WORDS });
  return { rejected: workflowOf(proposal) };
};

const returned: Path = async (on) => {
  const proposal = await submitted(on);
  await proposal.does('unitHead', 'Confirm');
  const dueOn = dateOf(on.now() + 10 * DAY);
  await proposal.does('standingOffice', 'Return', { items: [{ key: 'report', note: WORDS }], dueOn });
  await proposal.does('unitClerk', 'Resubmit', { rowVersion: 1 });
  await proposal.does('unitHead', 'Confirm');
  await proposal.does('standingOffice', 'Accept');
  await proposal.does('unitHead', 'Withdraw', { reason: WORDS });
  return { 'returned-and-resubmitted': workflowOf(proposal) };
};

const notNominated: Path = async (on) => {
  const proposal = await registered(on);
  await handsIn(proposal, 'q1');
  const { seq: act } = await proposal.does('unitClerk', 'NotNominate', { reason: WORDS });
  await proposal.does('unitHead', 'ConfirmAct', { act });
  return { 'not-nominated': workflowOf(proposal) };
};

const withdrawn: Path = async (on) => {
  const proposal = await beforeCouncil(on);
  await proposal.does('unitHead', 'Withdraw', { reason: WORDS });
  return { withdrawn: workflowOf(proposal) };
};

const notPassed: Path = async (on) => {
  const proposal = await beforeCouncil(on);
  await councilSays(on, [proposal], 'deferred');
  await councilSays(on, [proposal], 'notPassed');
  return { 'not-passed': workflowOf(proposal) };
};

const declined: Path = async (on) => {
  const proposal = await passed(on);
  const decision = await draftsDecision(on, [proposal]);
  const body = { reason: WORDS };
  await must(on, { stream: decision, kind: 'DeclineDecision', body, by: person('authorityHead') });
  await on.quiet();
  return { declined: workflowOf(proposal), 'decision-declined': workflowIdOf(ORG, decision) };
};

const struck: Path = async (on) => {
  const [stays, leaves] = [await passed(on), await passed(on)];
  const decision = await draftsDecision(on, [stays, leaves]);
  const body = { proposal: leaves.id, reason: WORDS };
  await must(on, { stream: decision, kind: 'StrikeLine', body, by: person('standingOffice') });
  await on.quiet();
  await signs(on, decision, '2/QĐ');
  await signs(on, await draftsDecision(on, [leaves]), '3/QĐ');
  return { 'struck-and-relisted': workflowOf(leaves), 'decision-with-a-struck-line': workflowIdOf(ORG, decision) };
};

const grantedAbove: Path = async (on) => {
  const { proposal, submission, receipt, lines } = await sentUp(on);
  await takes(on, receipt, lines);
  const upper = lines.map((line) => line.upper);
  for (const each of upper) await appraises(on, each, above);
  await councilSays(on, upper, 'passed', above);
  await signs(on, await draftsDecision(on, upper, above), '4/QĐ', above);
  return {
    'granted-above': workflowOf(proposal),
    submission: workflowIdOf(ORG, submission),
    'opened-from-below': workflowIdOf(ABOVE, upper[0]?.stream ?? ''),
  };
};

const refusedAbove: Path = async (on) => {
  const { proposal, receipt } = await sentUp(on);
  const body = { proposal: proposal.id, reason: WORDS };
  await must(on, { stream: receipt, kind: 'RefuseLine', body, by: above('standingOffice') });
  await on.quiet();
  return { 'refused-above': workflowOf(proposal) };
};

const returnedFromAbove: Path = async (on) => {
  const { proposal, receipt } = await sentUp(on);
  const items = [{ key: 'report', note: WORDS }];
  const body = { proposals: [proposal.id], items, dueOn: dateOf(on.now() + 10 * DAY) };
  await must(on, { stream: receipt, kind: 'ReturnLines', body, by: above('standingOffice') });
  await on.quiet();
  await proposal.does('standingOffice', 'Supplement', { evidence: report });
  await on.quiet();
  const refusal = { proposal: proposal.id, reason: WORDS };
  await must(on, { stream: receipt, kind: 'RefuseLine', body: refusal, by: above('standingOffice') });
  await on.quiet();
  return { 'returned-from-above': workflowOf(proposal) };
};

const everyStage: Path = async (on) => {
  const proposal = await registered(on, { round: 'thorough' });
  await on.moveTo(day(6));
  await handsIn(proposal, 'half');
  await proposal.does('standingOffice', 'ReturnEvidence', { stage: 'half', items: [{ key: 'report', note: WORDS }] });
  await handsIn(proposal, 'half');
  await proposal.does('standingOffice', 'AcceptEvidence', { stage: 'half' });
  await handsIn(proposal, 'initiative');
  const recognised = { stage: 'initiative', scope: 'district', number: '7', on: today(on.step) };
  await proposal.does('initiativeCouncil', 'RecogniseInitiative', recognised);
  await proposal.does('standingOffice', 'BindInitiative', { stage: 'initiative' });
  await scores(proposal);
  await nominates(proposal);
  const shown = { stage: 'publicNotice', from: today(on.step), to: today(on.step) };
  await proposal.does('standingOffice', 'Publish', shown);
  await proposal.does('standingOffice', 'RecordComment', { stage: 'publicNotice', comment: WORDS });
  await on.moveTo(day(8));
  await proposal.does('standingOffice', 'CloseNotice', { stage: 'publicNotice', report: WORDS });
  await appraises(on, proposal);
  await councilSays(on, [proposal], 'passed');
  await proposal.does('standingOffice', 'RequestOpinion', { stage: 'partyOpinion', body: 'uy', dueOn: null });
  const differs = { stage: 'partyOpinion', opinion: 'differs', document: null };
  await proposal.does('standingOffice', 'RecordOpinion', differs);
  const ask = { stage: 'concurrence', body: 'mat-tran', dueOn: dateOf(day(10)) };
  await proposal.does('standingOffice', 'RequestOpinion', ask);
  await on.moveTo(day(12));
  await signs(on, await draftsDecision(on, [proposal]), '5/QĐ');
  return { 'every-stage': workflowOf(proposal) };
};

/** What was done on paper comes in before its council, and is decided here. */
const imported: Path = async (on) => {
  const proposal = caseOf(on, await draft(on, { byOffice: true }));
  const references = [{ number: '7/TTr', on: '2020-12-01', file: null }];
  const body = { draft: proposal.id, rowVersion: 1, stage: 'council', references };
  const { seq: act } = await proposal.does('standingOffice', 'Import', body);
  await proposal.does('councilChair', 'ConfirmAct', { act });
  await councilSays(on, [proposal], 'passed');
  await signs(on, await draftsDecision(on, [proposal]), '30/QĐ');
  return { imported: workflowOf(proposal) };
};

/** Two cases lapse; the second is reinstated, which begins a second run of its workflow. */
const lapsed: Path = async (on) => {
  const [stays, returns] = [await registered(on), await registered(on)];
  await on.moveTo(day(95));
  const { seq: act } = await returns.does('standingOffice', 'Reinstate', { reason: WORDS });
  await returns.does('councilChair', 'ConfirmAct', { act });
  await handsIn(returns, 'q1');
  await returns.does('unitHead', 'Withdraw', { reason: WORDS });
  return { lapsed: workflowOf(stays), reinstated: workflowOf(returns) };
};

/** In the order of time: a path that moves it comes after those that need its beginning. */
export const PATHS: readonly Path[] = [
  granted,
  rejected,
  returned,
  notNominated,
  withdrawn,
  notPassed,
  declined,
  struck,
  grantedAbove,
  refusedAbove,
  returnedFromAbove,
  everyStage,
  imported,
  lapsed,
];

/** The rest of the year, when every case of it is over: its last milestone, and mornings with nothing to say. */
export async function yearEnds(on: Year, year: string): Promise<Record<string, string>> {
  const mark = { task: 'report', owner: 'office', evidence: [] };
  await must(on, { stream: year, kind: 'MarkTaskDone', body: mark, by: person('standingOffice') });
  for (const days of [96, 97, 98, 240, 251, 260]) await on.moveTo(day(days));
  return { year: workflowIdOf(ORG, year), reminders: remindersIdOf(ORG, 'test-plan') };
}
