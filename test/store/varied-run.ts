import { nextMilestone, YEAR, type YearEvent } from '../../domain/award-year/year.ts';
import { addDays, dateOf } from '../../domain/calendar/local-date.ts';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import type { Json } from '../../domain/json.ts';
import { MOST_LINES } from '../../domain/ledger/parts.ts';
import type { StageKind } from '../../domain/plan/plan.ts';
import type { ProposalCommandKind } from '../../domain/proposal/commands.ts';
import type { ProposalEvent } from '../../domain/proposal/events.ts';
import { commandsFor } from '../../domain/proposal/life-table.ts';
import { timerOf } from '../../domain/proposal/position.ts';
import { PROPOSAL } from '../../domain/proposal/proposal.ts';
import type { ProposalStateName } from '../../domain/proposal/states.ts';
import { type PersonRole, ROLES, type Role } from '../../domain/roles.ts';
import { type Actor, type Recorded, recordedIn } from '../../domain/stream.ts';
import { chance } from '../../infra/rehearsal/random.ts';
import { holidayTables } from '../../rules/holidays.ts';
import type { Database } from '../../store/database.ts';
import { derivedId } from '../../store/hash.ts';
import { officeStream } from '../../store/reads/office-stream.ts';
import { unitRoundStream } from '../../store/reads/unit-round-stream.ts';
import { openFolds } from '../../store/step/folds.ts';
import { perform } from '../../store/step/perform.ts';
import { act, draft, engage, type Office, ORG, receive, WORDS } from '../builders/office.ts';
import { DAY, START } from '../builders/round.ts';
import { bodyOf, type Case, type Dice } from './bodies.ts';
import { UNITS, UPPER, uploadPlans } from './plans-of-the-run.ts';

/** An office whose clock stands until it is moved, and whose steps are performed directly. */
export function openStill(database: Database, mostLines = MOST_LINES): Office & { clock: { now: number } } {
  const clock = { now: START };
  const step = {
    database,
    clock: { instant: () => clock.now },
    calendar: workingCalendar(holidayTables),
    folds: openFolds(1_000),
    mostLines,
  };
  return { step, client: null, clock };
}

/** Brings every command that nobody has brought to its stream, until none is left: the courier by hand. */
export async function deliverAll(office: Office, order: (ids: Waiting[]) => Waiting[] = (all) => all): Promise<void> {
  for (let waiting = await unsettled(office); waiting.length > 0; waiting = await unsettled(office))
    for (const command of order(waiting)) await bringOne(office, command);
}

type Waiting = { org: string; stream: string; id: string };

async function unsettled({ step }: Office): Promise<Waiting[]> {
  const found = await step.database.query<Waiting>(
    'select org_id as org, stream, id from command where settled_at is null order by inserted_at, id',
  );
  return found.rows;
}

async function bringOne({ step }: Office, { org, stream, id }: Waiting): Promise<void> {
  await perform(step, { org, stream, known: null, act: { command: id } });
}

/** The streams' kinds of people; each exists twice, so that a second pair of eyes can be found and be missed. */
const PEOPLE = Object.keys(ROLES).filter((role) => role !== 'timer' && role !== 'outbox') as PersonRole[];

/** A short run is left as the dice throw it. */
const FIRST_HOLD = 1_000;
const HOLD_EVERY = 110;

/** What the run does by the number of its steps. */
const WITHOUT_DICE: readonly ProposalCommandKind[] = ['Hold', 'Release', 'AmendSubject', 'CorrectEntry'];
const FIRST_CORRECTION = 400;
const CORRECTION_EVERY = 90;
const BEHIND_THE_NOTICE = ['appraisal', 'council', 'decision', 'submission'];

/** As many cases as the run begins. */
const CASES = 40;

/** What ends a case early is rare, or no case would ever come to its end. */
const RARE: readonly ProposalCommandKind[] = [
  'Withdraw',
  'Extend',
  'Reopen',
  'Rehome',
  'Reject',
  'NotNominate',
  'SendBack',
  'Return',
  'ReturnEvidence',
  'DeclineAct',
  'RefuseInitiative',
  'ReturnFromAbove',
];

export type VariedRun = {
  office: ReturnType<typeof openStill>;
  kinds: ReadonlySet<string>;
  refusals: ReadonlySet<string>;
};

/**
 * Some hundred days of two offices, drawn by dice from the life table and the lists' own acts: people act in and out of
 * turn, commands overtake each other, timers fire late. The same seed gives the same run, except for salts.
 */
export async function liveThrough(
  database: Database,
  seed: number,
  steps: number,
  mostLines = MOST_LINES,
): Promise<VariedRun> {
  const office = openStill(database, mostLines);
  const run = new Run(office, diceOf(seed));
  await run.open();
  await run.rarities();
  for (let step = 0; step < steps; step += 1) {
    await run.something(step / steps);
    if (step > steps / 2 && step % 100 === 0) await run.callBack();
    await run.ofHolds(step);
    await run.ofCorrections(step);
    await run.ofComplaints(step);
  }
  await run.close();
  return { office, ...(await run.seen()) };
}

function diceOf(seed: number): Dice {
  let thrown = 0;
  const next = () => {
    thrown += 1;
    return chance(seed, thrown);
  };
  return {
    oneIn: (count) => next() * count < 1,
    pick: (items) => items[Math.floor(next() * items.length)],
    upTo: (most) => Math.floor(next() * (most + 1)),
  };
}

type BoardRow = Case & {
  round: string;
  stageKind: StageKind | null;
  dueAt: number | null;
  onMissed: string | null;
  waitsFor: string | null;
  /** Sent up, and still open in the receipt above. */
  recallable: boolean;
  holds: readonly number[];
};
type ListRow = {
  org: string;
  stream: string;
  kind: string;
  phase: string;
  seq: number;
  state: Record<string, unknown>;
};
type Line = { proposal: string };
type EnteredScore = { org: string; stream: string; unit: string; role: Role; stage: string; as: 'self' | 'verified' };

class Run {
  private readonly office: ReturnType<typeof openStill>;
  private readonly dice: Dice;
  private readonly subjects: string[] = [];
  private readonly years = new Map<string, string>();
  private acts = 0;
  private begun = 0;
  private calledBack = false;
  private version = 1;

  constructor(office: ReturnType<typeof openStill>, dice: Dice) {
    this.office = office;
    this.dice = dice;
  }

  async open(): Promise<void> {
    await uploadPlans(this.office);
    for (const [org, plan] of [
      [ORG, 'test-plan'],
      [UPPER, 'upper-plan'],
    ] as const) {
      const { stream } = await this.does(org, 'standingOffice', { begins: 'year' }, 'PublishPlan', {
        plan,
        version: 1,
      });
      this.years.set(org, stream);
    }
  }

  /** What the dice would hardly ever throw: a lapse that was none, one that is forgiven, and a letter's line called back. */
  async rarities(): Promise<void> {
    const { clock } = this.office;
    const [early, forgiven] = [await this.lapsing(), await this.lapsing()];
    clock.now = START + 4 * DAY;
    await this.timers();
    clock.now = START + 2 * DAY;
    const papers = { stage: 'papers', evidence: [{ key: 'report', hash: 'cc'.repeat(32) }] };
    await this.surely(ORG, 'unitClerk', early, 'HandIn', papers, 'ward-2');
    clock.now = START + 5 * DAY;
    const asked = await this.surely(ORG, 'standingOffice', forgiven, 'Reinstate', { reason: WORDS });
    await this.surely(ORG, 'councilChair', forgiven, 'ConfirmAct', { act: asked });
    await this.imports();
    await this.deputies();
    await this.constitutions();
  }

  /** A council of eleven from the first day, renewed with as many in spring; and a cluster. */
  private async constitutions(): Promise<void> {
    const seats = Array.from({ length: 11 }, (_, index) => (index === 0 ? 'chair' : 'member'));
    const members = seats.map((seat) => ({ name: WORDS, person: null, seat, votes: true, standing: true }));
    for (const fromOn of ['2021-01-04', '2021-02-15']) {
      const body = { council: 'emulation', members, fromOn, document: { ...PAPER, file: null } };
      await this.surely(ORG, 'standingOffice', officeStream(ORG), 'ConstituteCouncil', body);
    }
    const cluster = { cluster: 'cluster-1', units: ['ward-1', 'ward-2'], head: 'ward-1', deputyHead: 'ward-2' };
    const body = { ...cluster, fromOn: '2021-03-01', document: { ...PAPER, file: null } };
    await this.surely(ORG, 'standingOffice', officeStream(ORG), 'ConstituteCluster', body);
  }

  /** The office names a deputy, who brings a case in from paper for it; another naming ends before its day. */
  private async deputies(): Promise<void> {
    await engage(this.office, 'deputy', 'councilSecretary', null);
    const stream = officeStream(ORG);
    const days = { fromOn: '2021-01-04', toOn: '2021-02-26', document: { ...PAPER, file: null } };
    const holder = 'standingOffice of the rarities';
    const named = { role: 'standingOffice', principal: holder, deputy: 'deputy', ...days };
    await this.surely(ORG, 'standingOffice', stream, 'NameDeputy', named);
    const { stream: brought, act: asked } = await this.imported('appraisal', holder);
    await this.surely(ORG, 'councilChair', brought, 'ConfirmAct', { act: asked });
    const chair = { ...named, role: 'councilChair', principal: 'councilChair of the rarities' };
    const deputyship = await this.surely(ORG, 'councilChair', stream, 'NameDeputy', chair);
    for (const lastDayOn of ['2021-01-15', '2021-01-12']) {
      const end = { deputyship, lastDayOn, document: { ...PAPER, file: null } };
      await this.surely(ORG, 'councilChair', stream, 'RevokeDeputy', end);
    }
  }

  /** From paper: one at its appraisal, one behind the council, one that is declined and one that nobody looks at. */
  private async imports(): Promise<void> {
    for (const stage of ['appraisal', 'decision']) {
      const { stream, act: asked } = await this.imported(stage);
      await this.surely(ORG, 'councilChair', stream, 'ConfirmAct', { act: asked });
    }
    const { stream, act: asked } = await this.imported('nomination');
    await this.surely(ORG, 'councilChair', stream, 'DeclineAct', { act: asked, reason: WORDS });
    const { stream: moving } = await this.imported('council');
    await this.surely(ORG, 'standingOffice', moving, 'Rehome', { unit: 'solo', document: { ...PAPER, file: null } });
  }

  private async imported(stage: string, actingFor: string | null = null): Promise<{ stream: string; act: number }> {
    const id = await draft(this.office, { unit: 'ward-2', byOffice: true });
    const body = { draft: id, rowVersion: 1, stage, references: [{ ...PAPER, file: null }] };
    const stream = `proposal/${id}`;
    return { stream, act: await this.surely(ORG, 'standingOffice', stream, 'Import', body, null, actingFor) };
  }

  private async lapsing(): Promise<string> {
    const id = await draft(this.office, { unit: 'ward-2', round: 'short', byOffice: true });
    const nominate = { title: 'LDTT', reason: null, draft: id, rowVersion: 1, letter: null, unitVote: null };
    await this.surely(ORG, 'standingOffice', `proposal/${id}`, 'Nominate', nominate);
    return `proposal/${id}`;
  }

  /** Somebody calls back a case that was sent up, and the level above lets it go. */
  async callBack(): Promise<void> {
    if (this.calledBack) return;
    const sent = (await this.cases()).find(
      ({ org, state, recallable }) => org === ORG && state === 'sentUp' && recallable,
    );
    if (sent === undefined) return;
    await this.surely(ORG, 'authorityHead', `proposal/${sent.id}`, 'Withdraw', { reason: WORDS });
    await deliverAll(this.office);
    const asked = (await this.lists()).find(({ kind, state }) => kind === 'receipt' && sent.id in Object(state.asked));
    if (asked === undefined) return;
    await this.surely(asked.org, 'standingOffice', asked.stream, 'GrantWithdrawal', { proposal: sent.id });
    this.calledBack = true;
    await deliverAll(this.office);
  }

  /** By the number of the step and without dice: every so often the office holds a case, and some steps later it lets go. */
  async ofHolds(step: number): Promise<void> {
    if (step < FIRST_HOLD) return;
    const turn = step % HOLD_EVERY;
    if (turn === 0 || turn === 6) await this.hold(step);
    if (turn === 25 || turn === 40) await this.release();
  }

  /** So a complaint is upheld now and then, which the dice hardly ever do: at the scoring, or at the public notice. */
  async ofComplaints(step: number): Promise<void> {
    if (step < FIRST_HOLD || step % HOLD_EVERY !== 60) return;
    const stage = step % (2 * HOLD_EVERY) === 60 ? 'scoring' : 'publicNotice';
    const ended = (await this.cases()).filter(
      ({ org, round, state, stage: at }) =>
        org === ORG &&
        round === 'annual' &&
        ['rejected', 'notPassed', 'declined'].includes(state) &&
        BEHIND_THE_NOTICE.includes(at),
    );
    const one = ended[step % Math.max(1, ended.length)];
    const body = { complaint: { ...PAPER, file: null }, grounds: WORDS, stage };
    if (one !== undefined) await this.does(ORG, 'authorityHead', `proposal/${one.id}`, 'Redecide', body, null);
  }

  private async hold(step: number): Promise<void> {
    const agenda = step % (2 * HOLD_EVERY) === 0;
    const open = (await this.cases()).filter(
      ({ state, waitsFor }) => waitsFor !== null && (!agenda || state === 'onAgenda'),
    );
    const one = open[step % Math.max(1, open.length)];
    const body = { ground: WORDS, document: { number: '8', on: '2021-01-04', file: null } };
    if (one !== undefined) await this.surely(one.org, 'standingOffice', `proposal/${one.id}`, 'Hold', body);
  }

  private async release(): Promise<void> {
    for (const { org, id, holds } of await this.cases()) {
      const [hold] = holds;
      const body = { hold: hold ?? 0, conclusion: WORDS };
      if (hold !== undefined) await this.surely(org, 'standingOffice', `proposal/${id}`, 'Release', body);
    }
  }

  /** A unit, or whoever verified, finds a score typed wrongly; what has to be confirmed is confirmed, or waits for the dice. */
  async ofCorrections(step: number): Promise<void> {
    if (step >= FIRST_HOLD && step % 15 === 0) await this.ofTallies(step / 15);
    if (step >= FIRST_HOLD && step % 45 === 0) await this.ofNumbers(step / 45);
    if (step >= FIRST_HOLD && step % 30 === 8) await this.ofDays((step - 8) / 30);
    if (step < FIRST_CORRECTION || step % CORRECTION_EVERY !== 0) return;
    const entries = await this.scores();
    const turn = step / CORRECTION_EVERY;
    const one = entries[turn % Math.max(1, entries.length)];
    if (one === undefined) return;
    const { org, stream, unit, role, stage, as } = one;
    const body = { stage, as, score: 60 + (step % 20), reason: WORDS };
    const asked = await this.tries(org, role, stream, 'CorrectEntry', body, role === 'unitClerk' ? unit : null);
    if (asked === null || as === 'verified' || turn % 3 === 0) return;
    const confirmer = stage === 'clusterScoring' ? 'clusterHead' : 'standingOffice';
    await this.tries(org, confirmer, stream, turn % 3 === 1 ? 'ConfirmAct' : 'DeclineAct', {
      act: asked,
      ...(turn % 3 === 1 ? {} : { reason: WORDS }),
    });
  }

  /** The secretary mends a tally; whoever passed may fail by it, and the other way round. Some cases have moved on meanwhile. */
  private async ofTallies(turn: number): Promise<void> {
    const closed = (await this.lists()).filter(({ phase }) => phase === 'closed' || phase === 'correcting');
    const session = closed[turn % Math.max(1, closed.length)];
    if (session === undefined) return;
    const { org, stream, phase, seq, state } = session;
    if (phase === 'correcting') {
      const kind = turn % 4 === 0 ? 'DeclineCorrection' : 'ConfirmCorrection';
      const body = { act: seq, ...(turn % 4 === 0 ? { reason: WORDS } : {}) };
      await this.tries(org, 'councilChair', stream, kind, body);
      return;
    }
    const lines = linesOf(state);
    const proposal = lines[turn % Math.max(1, lines.length)]?.proposal ?? '';
    const votes = turn % 2 === 0 ? 11 : 3;
    const absentInWriting = { for: 0, against: 0 };
    const tally = { members: 11, for: votes, against: 11 - votes, blank: 0, absentInWriting, secret: true };
    const minutesSay = votes > 5 ? 'passed' : 'notPassed';
    await this.tries(org, 'councilSecretary', stream, 'CorrectResult', { proposal, tally, minutesSay, reason: WORDS });
  }

  /** A session is put off by a day or held earlier; one that was held was held a day before, or later, than was typed. */
  private async ofDays(turn: number): Promise<void> {
    const sessions = (await this.lists()).filter(({ phase }) => phase === 'called' || phase === 'closed');
    const session = sessions[turn % Math.max(1, sessions.length)];
    if (session === undefined) return;
    const { org, stream, phase, state } = session;
    const heldOn = addDays(Object(state).heldOn, turn % 3 === 0 ? 1 : -1);
    const kind = phase === 'called' ? 'MoveSession' : 'CorrectDay';
    await this.tries(org, 'councilSecretary', stream, kind, { heldOn, reason: WORDS });
  }

  /** A number of a decision or of a letter is mended: to a free one, to the one that it bore before, or to another's. */
  private async ofNumbers(turn: number): Promise<void> {
    const on = dateOf(this.office.clock.now);
    const lists = await this.lists();
    // Two decisions bear it all, so that the others are as they were signed.
    const numbered = lists.filter(({ phase }) => phase === 'numbered').slice(0, 2);
    const papers = [...numbered, ...lists.filter(({ phase }) => phase === 'sent').slice(0, 2)];
    const paper = papers[turn % Math.max(1, papers.length)];
    if (paper === undefined) return;
    const { org, stream, kind } = paper;
    const body = { number: String(turn % 3 === 0 ? turn % 30 : 500 + (turn % 4)), on, reason: WORDS };
    if (kind === 'decision') await this.tries(org, 'standingOffice', stream, 'CorrectNumber', body);
    else await this.tries(org, 'authorityHead', stream, 'CorrectLetterNumber', body);
  }

  private async scores(): Promise<EnteredScore[]> {
    const found = await this.office.step.database.query<EnteredScore>(
      `select distinct e.org_id as org, e.stream, p.unit, e.text::jsonb ->> 'role' as role, e.text::jsonb -> 'body' ->> 'stage' as stage,
              e.text::jsonb -> 'body' ->> 'as' as as
       from event e join proposal_board p on p.org_id = e.org_id and 'proposal/' || p.id = e.stream
       where e.kind = 'ScoreEntered' and p.waits_for is not null order by 2, 4, 5, 6`,
    );
    return found.rows;
  }

  /** Null where it was refused. */
  private async tries(
    org: string,
    role: Role,
    stream: string,
    kind: string,
    body: Json,
    unit: string | null = null,
  ): Promise<number | null> {
    this.acts += 1;
    const by: Actor = { id: `${role} of the rarities`, role, org, unit, actingFor: null };
    const { outcome } = await act(this.office, { stream, kind, body, by, key: `act ${this.acts}` });
    return outcome.ok ? outcome.seq : null;
  }

  /** The seq of its event. */
  private async surely(
    org: string,
    role: Role,
    stream: string,
    kind: string,
    body: Json,
    unit: string | null = null,
    actingFor: string | null = null,
  ): Promise<number> {
    this.acts += 1;
    const id = actingFor === null ? `${role} of the rarities` : 'deputy';
    const by: Actor = { id, role, org, unit, actingFor };
    const { outcome } = await act(this.office, { stream, kind, body, by, key: `act ${this.acts}` });
    if (!outcome.ok) throw new Error(`${kind} was refused: ${JSON.stringify(outcome.refusal)}`);
    return outcome.seq;
  }

  async something(progress: number): Promise<void> {
    const { dice, office } = this;
    office.clock.now += dice.upTo(progress < 0.6 ? DAY / 5 : DAY);
    if (this.begun < CASES && dice.oneIn(6)) return this.begin();
    if (dice.oneIn(14)) return this.timers();
    if (dice.oneIn(25)) return this.ofYear(progress);
    if (dice.oneIn(12)) return this.ofUnitRound();
    if (dice.oneIn(5)) return this.ofLists();
    if (dice.oneIn(5)) return this.courier();
    return this.ofCase();
  }

  async close(): Promise<void> {
    await deliverAll(this.office);
    await this.timers();
    await deliverAll(this.office);
    await this.callBack();
    await this.counterActs();
  }

  /** Some awards are corrected, some handed out and revoked, some by one paper; what comes back is recorded. */
  private async counterActs(): Promise<void> {
    const on = dateOf(this.office.clock.now);
    const granted = (await this.cases()).filter(({ state }) => state === 'granted');
    for (const [index, { org, id }] of granted.entries()) {
      const stream = `proposal/${id}`;
      const { decision, number } = await this.awardOf(org, id);
      const by = decision === null ? 'standingOffice' : 'authorityHead';
      const paper = { number: '900', on, reason: WORDS, reported: decision === null };
      const words = { ...paper, corrected: WORDS };
      if (index % 4 === 1) await this.does(org, by, stream, 'Correct', { ...words, number: String(900 + index) });
      // The number of the decision itself, which is taken.
      if (index % 4 === 2) await this.does(org, by, stream, 'Correct', { ...words, number });
      if (index % 4 !== 3) continue;
      await this.does(org, 'standingOffice', stream, 'RecordConferral', HANDED_OUT(on));
      await this.does(org, by, stream, 'Revoke', paper);
      await deliverAll(this.office);
      await this.does(org, 'standingOffice', stream, 'RecordRecovery', { item: 1, on });
    }
    await deliverAll(this.office);
  }

  private async awardOf(org: string, id: string): Promise<{ decision: string | null; number: string }> {
    const found = await this.office.step.database.query<{ decision: string | null; number: string }>(
      `select award ->> 'decision' as decision, award ->> 'number' as number from proposal_board where org_id = $1 and id = $2`,
      [org, id],
    );
    return found.rows[0] ?? { decision: null, number: '' };
  }

  async seen(): Promise<{ kinds: Set<string>; refusals: Set<string> }> {
    const { database } = this.office.step;
    const kinds = await database.query<{ kind: string }>('select distinct kind from event');
    const refused = await database.query<{ code: string }>(
      `select distinct outcome -> 'refusal' ->> 'code' as code from command where outcome ->> 'ok' = 'false'`,
    );
    return {
      kinds: new Set(kinds.rows.map(({ kind }) => kind)),
      refusals: new Set(refused.rows.map(({ code }) => code)),
    };
  }

  private who(org: string, role: Role, unit: string | null = null): Actor {
    // Clerk and head of a unit of one person are the same person.
    const id = unit === 'solo' ? 'solo' : `${role}-${unit ?? org}-${this.dice.oneIn(5) ? 2 : 1}`;
    return { id, role, org, unit, actingFor: null };
  }

  private async does(
    org: string,
    role: Role,
    stream: string | { begins: string },
    kind: string,
    body: Json,
    unit: string | null = null,
  ) {
    this.acts += 1;
    const ask = { stream, kind, body, by: this.who(org, role, unit), key: `act ${this.acts}` };
    // Now and then a command waits somewhere, and others come first.
    if (typeof stream === 'string' && this.dice.oneIn(15)) return { stream: (await receive(this.office, ask)).stream };
    return act(this.office, ask);
  }

  private async begin(): Promise<void> {
    const { dice, subjects } = this;
    this.begun += 1;
    const unit = dice.pick(UNITS) ?? 'solo';
    const subject = dice.oneIn(5) ? dice.pick(subjects) : undefined;
    const round = dice.pick(['annual', 'annual', 'annual', 'fast', 'fast', 'simple'] as const) ?? 'annual';
    const title = round === 'simple' || (round === 'annual' && dice.oneIn(2)) ? 'LDTT' : 'BK';
    const byOffice = round !== 'annual' && dice.oneIn(2);
    const chosen = subject === undefined ? {} : { subject };
    const id = await draft(this.office, { unit, round, title, byOffice, ...chosen });
    if (subject === undefined) subjects.push(await this.subjectOf(id));
    const stream = `proposal/${id}`;
    const nominate = { title, reason: null, draft: id, rowVersion: 1, letter: null, unitVote: null };
    if (round === 'annual') await this.does(ORG, 'unitClerk', stream, 'Submit', { draft: id, rowVersion: 1 }, unit);
    else if (byOffice) await this.does(ORG, 'standingOffice', stream, 'Nominate', nominate);
    else await this.does(ORG, 'unitClerk', stream, 'Nominate', nominate, unit);
  }

  private async subjectOf(id: string): Promise<string> {
    const found = await this.office.step.database.query<{ subject: string }>(
      'select subject from draft where id = $1',
      [id],
    );
    return found.rows[0]?.subject ?? '';
  }

  private async cases(): Promise<BoardRow[]> {
    const found = await this.office.step.database.query<BoardRow>(
      `select org_id as org, id, round, state, coalesce(stage, '') as stage, stage_kind as "stageKind", title, unit, still_owed as "stillOwed",
              coalesce(pending_act, 0) as "pendingAct", holds, due_at as "dueAt", on_missed as "onMissed", waits_for as "waitsFor",
              exists (select from list_board l where l.kind = 'receipt' and l.state -> 'status' ->> proposal_board.id::text = 'open') as recallable
       from proposal_board order by id`,
    );
    return found.rows;
  }

  private async ofCase(): Promise<void> {
    const { dice } = this;
    // Mostly whoever is waited for; now and then somebody else tries.
    const astray = dice.oneIn(5);
    const all = await this.cases();
    const here = dice.pick(astray ? all : all.filter(({ waitsFor }) => PEOPLE.some((role) => role === waitsFor)));
    const role = astray ? dice.pick(PEOPLE) : PEOPLE.find((each) => each === here?.waitsFor);
    if (here === undefined || role === undefined) return;
    // The board's columns hold the life table's own words.
    const kinds = commandsFor(here.state as ProposalStateName, here.stageKind, role).filter((kind) => {
      if (WITHOUT_DICE.includes(kind)) return false;
      if (kind === 'ConfirmAct' || kind === 'DeclineAct') return here.pendingAct > 0;
      if (!seemsToFit(kind, here, this.office.clock.now)) return dice.oneIn(25);
      return !RARE.includes(kind) || dice.oneIn(9);
    });
    const kind = dice.pick(kinds);
    const body = kind === undefined ? null : bodyOf(kind, here, this.office.clock.now, dice, role);
    if (kind === undefined || body === null) return;
    const unit = role === 'unitClerk' || role === 'unitHead' ? here.unit : null;
    await this.does(here.org, role, `proposal/${here.id}`, kind, body, unit);
  }

  private async lists(): Promise<ListRow[]> {
    const found = await this.office.step.database.query<ListRow>(
      'select org_id as org, stream, kind, phase, seq, state from list_board order by stream',
    );
    return found.rows;
  }

  private async ofLists(): Promise<void> {
    const { dice } = this;
    const list = dice.pick(
      (await this.lists()).filter(
        ({ kind, phase }) => kind !== 'unitRound' && kind !== 'office' && !CLOSED.includes(phase),
      ),
    );
    if (list === undefined || dice.oneIn(3)) return this.beginList();
    if (list.kind === 'session') return this.ofSession(list);
    if (list.kind === 'decision') return this.ofDecision(list);
    return list.kind === 'submission' ? this.ofSubmission(list) : this.ofReceipt(list);
  }

  private async beginList(): Promise<void> {
    const { dice } = this;
    const cases = await this.cases();
    const org = dice.oneIn(3) ? UPPER : ORG;
    const wanted = (state: string, stage: string | null) =>
      cases
        .filter(
          (each) =>
            each.org === org &&
            !dice.oneIn(3) &&
            ((each.state === state && (stage === null || each.stageKind === stage)) || dice.oneIn(200)),
        )
        .map(({ id }) => id)
        .slice(0, 4);
    const kind = dice.pick(['session', 'decision', 'submission'] as const);
    if (kind === 'session')
      await this.list(org, kind, 'councilSecretary', 'CallSession', wanted('readyForCouncil', null), {
        meeting: 'meeting',
        heldOn: dateOf(this.office.clock.now),
      });
    else if (kind === 'decision')
      await this.list(org, kind, 'standingOffice', 'DraftDecision', wanted('passed', 'decision'), {
        authority: 'ubnd',
        register: 'QĐ-UBND',
      });
    else await this.beginSubmission(wanted('passed', 'submission'));
  }

  private async list(
    org: string,
    begins: string,
    role: Role,
    kind: string,
    proposals: string[],
    body: Record<string, Json>,
  ): Promise<void> {
    if (proposals.length > 0) await this.does(org, role, { begins }, kind, { ...body, proposals });
  }

  private async beginSubmission(proposals: string[]): Promise<void> {
    if (proposals.length === 0) return;
    const id = (name: string) => derivedId(name, String(this.acts));
    const above = this.dice.oneIn(4) ? null : { org: UPPER, receipt: id('receipt') };
    const lines = proposals.map((proposal) => ({ proposal, upper: id(`upper ${proposal}`) }));
    await this.does(ORG, 'standingOffice', { begins: 'submission' }, 'DraftSubmission', {
      above,
      to: 'Thành phố',
      lines,
    });
  }

  private async ofSession({ org, stream, phase, seq, state }: ListRow): Promise<void> {
    const { dice } = this;
    if (phase === 'entered') {
      if (dice.oneIn(6)) await this.does(org, 'councilChair', stream, 'DeclineResult', { act: seq, reason: WORDS });
      else await this.does(org, 'councilChair', stream, 'ConfirmResult', { act: seq });
      return;
    }
    const lines = linesOf(state).map(({ proposal }) => {
      if (dice.oneIn(6)) return { proposal, deferred: WORDS };
      const votes = dice.oneIn(3) ? dice.upTo(9) : 10 + dice.upTo(1);
      const tally = {
        members: 11,
        for: votes,
        against: 11 - votes,
        blank: 0,
        absentInWriting: { for: 0, against: 0 },
        secret: true,
      };
      return { proposal, tally, minutesSay: votes > 5 ? ('passed' as const) : ('notPassed' as const) };
    });
    await this.does(org, 'councilSecretary', stream, 'EnterResult', {
      lines,
      minutes: { number: '01', on: '2021-05-05', file: null },
    });
  }

  private async ofDecision({ org, stream, phase, state }: ListRow): Promise<void> {
    const { dice } = this;
    const on = dateOf(this.office.clock.now);
    if (phase === 'signed')
      await this.does(org, 'standingOffice', stream, 'NumberDecision', { number: String(dice.upTo(30)), on });
    else if (dice.oneIn(5)) await this.strike(org, stream, 'StrikeLine', state);
    else if (dice.oneIn(12)) await this.does(org, 'authorityHead', stream, 'DeclineDecision', { reason: WORDS });
    else await this.does(org, 'authorityHead', stream, 'SignDecision', {});
  }

  private async strike(org: string, stream: string, kind: string, state: ListRow['state']): Promise<void> {
    const line = this.dice.pick(linesOf(state));
    if (line !== undefined)
      await this.does(org, 'standingOffice', stream, kind, { proposal: line.proposal, reason: WORDS });
  }

  private async ofSubmission({ org, stream, state }: ListRow): Promise<void> {
    const { dice } = this;
    if (dice.oneIn(5)) await this.strike(org, stream, 'StrikeSubmissionLine', state);
    else if (dice.oneIn(8)) await this.does(org, 'authorityHead', stream, 'DeclineSubmissionLetter', { reason: WORDS });
    else
      await this.does(org, 'authorityHead', stream, 'SignAndSend', {
        letter: { number: '5', on: '2021-06-06', file: null },
      });
  }

  private async ofReceipt({ org, stream, phase, state }: ListRow): Promise<void> {
    const { dice } = this;
    const on = dateOf(this.office.clock.now);
    const office = (kind: string, body: Json) => this.does(org, 'standingOffice', stream, kind, body);
    if (phase === 'received') return void (await office('AcknowledgeReceipt', { on }));
    const line = dice.pick(linesOf(state));
    if (line === undefined) return;
    const { proposal } = line;
    if (dice.oneIn(4))
      await office('ReturnLines', { proposals: [proposal], items: [{ key: 'report', note: WORDS }], dueOn: null });
    else if (dice.oneIn(8)) await office('RefuseLine', { proposal, reason: WORDS });
    else if (dice.oneIn(3))
      await this.does(org, 'authorityHead', stream, 'RedecideLine', {
        proposal,
        complaint: { number: '9/ĐN', on, file: null },
        grounds: WORDS,
        upheld: dice.oneIn(2),
      });
    else if (dice.oneIn(5)) await office('GrantWithdrawal', { proposal });
    else if (dice.oneIn(6)) await office('DeclineWithdrawal', { proposal, reason: WORDS });
    else await office('TakeLines', { proposals: [proposal], plan: 'upper-plan', round: 'annual' });
  }

  private async ofUnitRound(): Promise<void> {
    const { dice } = this;
    const unit = dice.pick(UNITS) ?? 'solo';
    const stream = unitRoundStream(ORG, 'test-plan', 'annual', unit);
    const row = (await this.lists()).find((each) => each.stream === stream);
    const round = 'test-plan/annual';
    if (row?.phase === 'listProposed') {
      if (dice.oneIn(4)) await this.does(ORG, 'unitHead', stream, 'DeclineList', { act: row.seq, reason: WORDS }, unit);
      else await this.does(ORG, 'unitHead', stream, 'ConfirmList', { act: row.seq }, unit);
    } else if (dice.oneIn(3)) {
      const body = { round, stage: 'q1', evidence: [{ key: 'report', hash: 'bb'.repeat(32) }], except: [] };
      await this.does(ORG, 'unitClerk', stream, 'HandInForUnit', body, unit);
    } else await this.proposeList(unit, stream, round);
  }

  private async proposeList(unit: string, stream: string, round: string): Promise<void> {
    const there = (await this.cases()).filter(
      (each) => each.unit === unit && each.state === 'inStage' && each.stageKind === 'nomination',
    );
    const lines = there.map(({ id, title }) => ({ proposal: id, title, reason: null, out: this.dice.oneIn(8) }));
    const body = {
      round,
      letter: { number: '3', on: '2021-07-07', file: null },
      unitVote: null,
      lines: lines.filter(({ out }) => !out).map(({ proposal, title, reason }) => ({ proposal, title, reason })),
      left: lines.filter(({ out }) => out).map(({ proposal }) => ({ proposal, reason: WORDS })),
    };
    await this.does(ORG, 'unitClerk', stream, 'ProposeList', body, unit);
  }

  private async ofYear(progress: number): Promise<void> {
    const { dice } = this;
    const stream = this.years.get(ORG) ?? '';
    if (this.version < 3 && progress > this.version / 3) {
      this.version += 1;
      await this.does(ORG, 'standingOffice', stream, 'AmendPlan', {
        plan: 'test-plan',
        version: this.version,
        reason: WORDS,
      });
      return;
    }
    const unit = dice.pick(UNITS) ?? 'solo';
    const task = { task: 'report', owner: unit };
    const kind = dice.pick([
      'MarkTaskDone',
      'ConfirmTask',
      'ReturnTask',
      'DateTask',
      'MarkOwn',
      'MarkCluster',
    ] as const);
    if (kind === 'MarkTaskDone') await this.does(ORG, 'unitClerk', stream, kind, { ...task, evidence: [] }, unit);
    else if (kind === 'MarkOwn')
      await this.does(ORG, 'standingOffice', stream, 'MarkTaskDone', { task: 'review', owner: 'office', evidence: [] });
    else if (kind === 'MarkCluster')
      await this.does(
        ORG,
        'clusterHead',
        stream,
        'MarkTaskDone',
        { task: 'cluster', owner: 'cluster-1', evidence: [] },
        'cluster-1',
      );
    else if (kind === 'DateTask')
      await this.does(ORG, 'standingOffice', stream, kind, {
        task: 'cluster',
        lastDayOn: dateOf(this.office.clock.now + dice.upTo(20) * DAY),
        document: { number: '1', on: '2021-01-09', file: null },
      });
    else if (kind === 'ConfirmTask') await this.does(ORG, 'standingOffice', stream, kind, task);
    else if (dice.oneIn(2)) await this.does(ORG, 'standingOffice', stream, 'ReturnTask', { ...task, reason: WORDS });
  }

  private async courier(): Promise<void> {
    const { dice } = this;
    const waiting = await unsettled(this.office);
    // Jobs overtake each other.
    for (let count = 1 + dice.upTo(6); count > 0; count -= 1) {
      const command = dice.pick(waiting);
      if (command !== undefined) await bringOne(this.office, command);
    }
  }

  /** What the workflows would do: whatever is due by now, as its stream itself says. */
  private async timers(): Promise<void> {
    const { now } = this.office.clock;
    const due = (await this.cases()).filter(
      ({ dueAt, onMissed }) => dueAt !== null && dueAt <= now && onMissed !== null,
    );
    for (const { org, id } of due) await this.deadline(org, `proposal/${id}`);
    for (const [org, stream] of this.years) await this.milestones(org, stream);
  }

  private async deadline(org: string, stream: string): Promise<void> {
    const events = await this.eventsOf<ProposalEvent>(org, stream);
    const state = events.reduce(PROPOSAL.evolve, PROPOSAL.initial);
    const dueAt = timerOf(state.position);
    if (dueAt === null || dueAt > this.office.clock.now) return;
    await this.fire(org, stream, {
      kind: 'DeadlinePassed',
      dueAt,
      setBy: state.dueSetBy,
      body: { dueAt, setBy: state.dueSetBy },
    });
  }

  private async milestones(org: string, stream: string): Promise<void> {
    const events = await this.eventsOf<YearEvent>(org, stream);
    const at = nextMilestone(events.reduce(YEAR.evolve, YEAR.initial));
    if (at !== null && at <= this.office.clock.now)
      await this.fire(org, stream, { kind: 'MilestonePassed', dueAt: at, setBy: 0, body: { at } });
  }

  private async fire(
    org: string,
    stream: string,
    timer: { kind: string; dueAt: number; setBy: number; body: Json },
  ): Promise<void> {
    await perform(this.office.step, { org, stream, known: { seq: 0, hash: null }, act: { timer } });
  }

  private async eventsOf<E>(org: string, stream: string): Promise<Recorded<E>[]> {
    const answer = await perform(this.office.step, { org, stream, known: { seq: 0, hash: null }, act: null });
    const texts = answer.status === 'notYet' ? [] : answer.events;
    // As the workflow folds them: the ledger's own texts.
    return recordedIn<E>(texts);
  }
}

/** What a person would not try, seeing the case. */
function seemsToFit(kind: ProposalCommandKind, { stageKind, stillOwed, dueAt, state }: BoardRow, now: number): boolean {
  const scores = stageKind === 'scoring' || stageKind === 'clusterScoring';
  if (kind === 'EnterScore') return scores && (state === 'inStage' || state === 'handedIn');
  if (kind === 'HandIn')
    return (state === 'inStage' && (stageKind === 'review' || stageKind === 'initiative')) || stillOwed.length > 0;
  if (kind === 'Publish') return dueAt === null;
  if (kind === 'RecordComment') return dueAt !== null;
  return kind !== 'CloseNotice' || (dueAt !== null && dueAt <= now);
}

const HANDED_OUT = (on: string): Json => ({ on, place: WORDS, items: [WORDS], cash: 500_000 });

const PAPER = { number: '7/TTr', on: '2020-12-01' };

const CLOSED = ['closed', 'numbered', 'declined', 'sent', 'notSigned', 'settled'];

function linesOf(state: ListRow['state']): Line[] {
  // Every list's folded state holds its lines, each with the proposal that it names.
  return Array.isArray(state.lines) ? (state.lines as Line[]) : [];
}
