import type { Json } from '../../domain/json.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import type { Role } from '../../domain/roles.ts';
import type { Actor } from '../../domain/stream.ts';
import { derivedId } from '../../store/hash.ts';
import { today } from './ahead.ts';
import { counted } from './counted.ts';
import { type Ask, act, draft, type Office, person, WORDS } from './office.ts';

export type Told = { stream: string; command: string; outcome: CommandOutcome };

export type Done = Extract<CommandOutcome, { ok: true }>;

/** The people of an office at work: each act is written down, brought to its stream and answered. */
export type Play = Office & {
  tell(ask: Ask): Promise<Told>;
  /** Waits until what the acts set in motion has come to its end. */
  quiet(): Promise<void>;
};

export function play(office: Office & { quiet(): Promise<void> }): Play {
  return { ...office, tell: (ask) => act(office, ask) };
}

/** A key that no other act of this file has. */
export function newKey(kind: string): string {
  counted.keys += 1;
  return `${kind} ${counted.keys}`;
}

export function newId(kind: string): string {
  return derivedId('test', newKey(kind));
}

/** The people of one office, by role; of the test's own where nothing is said. */
export type People = (role: Role, id?: string) => Actor;

/** An act that has to hold; a refusal is a mistake of the test, not its subject. */
export async function must(
  { tell }: Play,
  ask: Omit<Ask, 'key'> & { key?: string },
): Promise<Told & { outcome: Done }> {
  const told = await tell({ key: newKey(ask.kind), ...ask });
  const { outcome } = told;
  if (!outcome.ok) throw new Error(`${ask.kind} was refused: ${JSON.stringify(outcome.refusal)}`);
  return { ...told, outcome };
}

/** A proposal and what people do with it. */
export type Case = {
  id: string;
  stream: string;
  /** Must hold; `by` is a role of the test's office, or somebody else. */
  does(by: Role | Actor, kind: string, body?: Json): Promise<Done>;
  /** May be refused. */
  tries(by: Role | Actor, kind: string, body?: Json): Promise<CommandOutcome>;
};

export function caseOf(on: Play, id: string): Case {
  const stream = `proposal/${id}`;
  const who = (by: Role | Actor) => (typeof by === 'string' ? person(by) : by);
  return {
    id,
    stream,
    does: async (by, kind, body = {}) => (await must(on, { stream, kind, body, by: who(by) })).outcome,
    tries: async (by, kind, body = {}) =>
      (await on.tell({ stream, kind, body, by: who(by), key: newKey(kind) })).outcome,
  };
}

let desk: Promise<unknown> = Promise.resolve();

/** One draft after another, since the builder counts them, however many people ask at once. */
function nextDraft(on: Play, change: Parameters<typeof draft>[1]): Promise<string> {
  const mine = desk.then(() => draft(on, change));
  desk = mine.catch(() => undefined);
  return mine;
}

/** A draft that its unit has submitted. */
export async function submitted(on: Play, change: Parameters<typeof draft>[1] = {}): Promise<Case> {
  const id = await nextDraft(on, change);
  const proposal = caseOf(on, id);
  const by =
    change.unit === undefined ? person('unitClerk') : person('unitClerk', `clerk of ${change.unit}`, change.unit);
  await proposal.does(by, 'Submit', { draft: id, rowVersion: 1 });
  return proposal;
}

/** Registered: submitted, confirmed by the head, accepted by the office. */
export async function registered(on: Play, change: Parameters<typeof draft>[1] = {}): Promise<Case> {
  const proposal = await submitted(on, change);
  await proposal.does('unitHead', 'Confirm');
  await proposal.does('standingOffice', 'Accept');
  return proposal;
}

export const report: Json = [{ key: 'report', hash: 'aa' }];

export async function handsIn(proposal: Case, stage: string): Promise<Done> {
  return proposal.does('unitClerk', 'HandIn', { stage, evidence: report });
}

export async function scores(proposal: Case): Promise<void> {
  const body = { stage: 'scoring', score: 95, reason: null };
  await proposal.does('unitClerk', 'EnterScore', { ...body, as: 'self' });
  await proposal.does('standingOffice', 'EnterScore', { ...body, as: 'verified' });
}

/** The clerk nominates and the head confirms. */
export async function nominates(proposal: Case, title = 'LDTT'): Promise<void> {
  const body = { title, reason: WORDS, draft: null, rowVersion: null, letter: null, unitVote: null };
  const { seq } = await proposal.does('unitClerk', 'Nominate', body);
  await proposal.does('unitHead', 'ConfirmAct', { act: seq });
}

export async function appraises(on: Play, proposal: Case, of: People = person): Promise<void> {
  const received = today(on.step);
  await proposal.does(of('standingOffice'), 'Receive', { paperOn: received, filesOn: received });
  const body = { finding: 'for', grounds: WORDS, rule: null };
  await proposal.does(of('standingOffice', 'appraiser'), 'Appraise', body);
}

export type Said = 'passed' | 'notPassed' | 'deferred';

/** A session that has these cases on its agenda. */
export async function callsSession(on: Play, cases: readonly Case[], of: People = person): Promise<string> {
  const body = { meeting: 'meeting', heldOn: today(on.step), proposals: cases.map(({ id }) => id) };
  const { stream } = await must(on, {
    stream: { begins: 'session' },
    kind: 'CallSession',
    body,
    by: of('councilSecretary'),
  });
  await on.quiet();
  return stream;
}

export async function votes(
  on: Play,
  stream: string,
  said: readonly (readonly [Case, Said])[],
  of: People = person,
): Promise<void> {
  const lines = said.map(([{ id }, outcome]) => lineOf(id, outcome));
  const minutes = { number: '01', on: today(on.step), file: null };
  const entered = await must(on, {
    stream,
    kind: 'EnterResult',
    body: { lines, minutes },
    by: of('councilSecretary'),
  });
  await must(on, {
    stream,
    kind: 'ConfirmResult',
    body: { act: entered.outcome.seq },
    by: of('councilChair'),
  });
  await on.quiet();
}

function lineOf(proposal: string, said: Said): Json {
  if (said === 'deferred') return { proposal, deferred: WORDS };
  const yes = said === 'passed' ? 10 : 2;
  const absentInWriting = { for: 0, against: 0 };
  const tally = { members: 11, for: yes, against: 11 - yes, blank: 0, absentInWriting, secret: true };
  return { proposal, tally, minutesSay: said };
}

/** A session of these cases, all with one result. */
export async function councilSays(on: Play, cases: readonly Case[], said: Said, of: People = person): Promise<void> {
  const session = await callsSession(on, cases, of);
  const lines = cases.map((each) => [each, said] as const);
  await votes(on, session, lines, of);
}

/** A decision drafted with these lines; its stream. */
export async function draftsDecision(on: Play, cases: readonly Case[], of: People = person): Promise<string> {
  const body = { authority: 'ubnd', register: 'QĐ-UBND', proposals: cases.map(({ id }) => id) };
  const { stream } = await must(on, {
    stream: { begins: 'decision' },
    kind: 'DraftDecision',
    body,
    by: of('standingOffice'),
  });
  await on.quiet();
  return stream;
}

export async function signs(on: Play, decision: string, number: string, of: People = person): Promise<void> {
  await must(on, { stream: decision, kind: 'SignDecision', by: of('authorityHead') });
  const body = { number, on: today(on.step) };
  await must(on, { stream: decision, kind: 'NumberDecision', body, by: of('standingOffice') });
  await on.quiet();
}
