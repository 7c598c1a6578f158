import { expect, test } from 'vitest';
import { addDays, dateOf } from '../../domain/calendar/local-date.ts';
import { carryFromProposal } from '../../domain/proposal/carry.ts';
import type { ProposalCommandKind } from '../../domain/proposal/commands.ts';
import { isAbove, isOver } from '../../domain/proposal/states.ts';
import { isAskedHere, RECEIPT, type ReceiptCommand, type ReceiptEvent } from '../../domain/receipt/receipt.ts';
import { type Actor, type Carried, kindOf, type Received, type Recorded } from '../../domain/stream.ts';
import { chance } from '../../infra/rehearsal/random.ts';
import { actor, Case, caseIn, LETTER, PAST_LETTER, recorded, WORDS } from '../builders/case.ts';
import { round, stage } from '../builders/round.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const LIVES = 1_200;
const STEPS = 160;
const LINE = 'case-1';

type Place = 'lower' | 'upper' | 'receipt';
type Carrying = { to: Place; carried: Carried; at: number };

/** One case at two levels and the receipt between them; what each carries to another arrives when the test lets it. */
class TwoLevels {
  readonly lower = caseIn('sentUp');
  readonly upper: Case;
  receipt = RECEIPT.initial;
  private readonly onItsWay: Carrying[] = [];
  private readonly receiptEvents: Recorded<ReceiptEvent>[] = [];
  now: number;

  constructor(lapses: boolean) {
    this.now = this.lower.now;
    const stages = [stage('appraisal', { onMissed: lapses ? 'lapse' : 'flag' }), stage('council'), stage('decision')];
    const titles = [{ code: 'BK', route: 'here' as const, subjects: ['person' as const] }];
    this.upper = new Case(round({ titles, stages }), { title: 'BK', unit: 'below' });
    const subject = { id: 'subject-1', kind: 'person' as const, commitment: 'aa' };
    const lines = [{ proposal: LINE, upper: 'upper', title: 'BK', subject, dossier: 'd1', round: 'annual' }];
    const body = { from: 'below', submission: 'submission/1', letter: LETTER, copyHash: 'cc', lines };
    this.tells({ kind: 'ReceiveSubmission', body }, 'outbox');
  }

  minutePasses(): void {
    this.now += 60_000;
    for (const one of [this.lower, this.upper]) one.now = this.now;
  }

  /** Somebody acts on the receipt; what is refused changes nothing. */
  tells(command: ReceiptCommand, role: Actor['role'], at = this.now): void {
    const place = { id: 'command', by: actor(role), receivedAt: at, at, basis: null, cause: null };
    const received: Received<ReceiptCommand> = { ...command, ...place };
    const decision = RECEIPT.decide(this.receipt, received, {});
    if (!decision.ok) return;
    for (const event of decision.events) {
      const how = { revision: RECEIPT.revision };
      const told = recorded(event, this.receiptEvents.length + 1, received, 'receipt/1', how);
      this.receiptEvents.push(told);
      this.receipt = RECEIPT.evolve(this.receipt, told);
      this.send(RECEIPT.carry(this.receipt, told), at);
    }
  }

  /** Somebody acts on a case; what is refused, or fits nothing there, changes nothing. */
  acts(level: 'lower' | 'upper', kind: ProposalCommandKind, by: Actor, body: object = {}, at = this.now): void {
    const one = this[level];
    const before = one.events.length;
    const how = { by, at, body };
    if (!isFitting(() => one.asks(kind, how))) return;
    one.does(kind, how);
    for (const event of one.events.slice(before)) this.send(carryFromProposal(one.state, event), at);
  }

  private send(all: readonly Carried[], at: number): void {
    for (const carried of all) {
      const to = kindOf(carried.stream) === 'receipt' ? 'receipt' : carried.org === 'below' ? 'lower' : 'upper';
      // The receipt names the lower case by its organisation; the upper case answers the one that it was opened for.
      this.onItsWay.push({ to: carried.org === this.upper.state.opened?.lower?.org ? 'lower' : to, carried, at });
    }
  }

  /** The oldest that is on its way there; acts to one stream keep their order. */
  arrives(to: Place): void {
    const index = this.onItsWay.findIndex((each) => each.to === to);
    const [first] = index < 0 ? [] : this.onItsWay.splice(index, 1);
    if (first === undefined) return;
    const { kind, body } = first.carried;
    // Carried acts are the domain's own: their kinds and bodies are those of the stream that they go to.
    if (to === 'receipt') this.tells({ kind, body } as unknown as ReceiptCommand, 'outbox', first.at);
    else this.acts(to, kind as ProposalCommandKind, actor('outbox'), body as object, first.at);
  }

  everythingArrives(): void {
    while (this.onItsWay.length > 0) for (const to of ['lower', 'upper', 'receipt'] as const) this.arrives(to);
  }

  /** Supplements that were sent and that the receipt did not take. */
  private lost(): number {
    const sent = this.lower.events.filter(({ kind }) => kind === 'Supplemented').length;
    return sent - this.receiptEvents.filter(({ kind }) => kind === 'SupplementTaken').length;
  }

  /** In what the two levels differ. */
  differences(): string[] {
    const { lower, upper, receipt } = this;
    const line = receipt.status[LINE];
    const [here, there] = [lower.place, upper.state.opened === null ? String(line) : upper.place];
    const taken = upper.state.opened !== null;
    const alive = taken ? !isOver(upper.state.position.state) : line === 'open' || line === 'returned';
    const asked = isAskedHere(receipt, LINE) || (taken && alive && upper.state.withdrawalAsked !== null);
    const above = isAbove(lower.state.position.state);
    const asks = above && lower.state.pendingAct !== null;
    return [
      ...(above === alive ? [] : [`${here} below, ${there} above`]),
      ...(above && (here === 'returnedFromAbove') !== (there === 'returned') ? [`a return: ${here}, ${there}`] : []),
      ...(asks === asked ? [] : [`a wish: asked below ${asks}, above ${asked}`]),
      ...(line === 'withdrawn' || this.lost() === 0 ? [] : [`supplements: ${this.lost()} lost`]),
      ...((here === 'granted') === (there === 'granted') ? [] : [`an award: ${here}, ${there}`]),
      ...((here === 'withdrawn') === (there === 'withdrawn') ? [] : [`a withdrawal: ${here}, ${there}`]),
    ];
  }
}

function isFitting(asks: () => { ok: boolean }): boolean {
  try {
    return asks().ok;
  } catch {
    // The builder finds no body that fits a state in which nobody would try this.
    return false;
  }
}

const office = actor('standingOffice');
const proposals = [LINE];

const complains: ReceiptCommand = {
  kind: 'RedecideLine',
  body: { proposal: LINE, complaint: PAST_LETTER, grounds: WORDS, upheld: true },
};

/** What people and time do, each by its own likelihood. */
type Acts = readonly (readonly [number, (of: TwoLevels) => void])[];

/** Of a line that the receipt deals with itself. */
const ACTS_ON_A_LINE: Acts = [
  [1, (of) => of.tells({ kind: 'AcknowledgeReceipt', body: { on: '2021-12-20' } }, 'standingOffice')],
  [1, (of) => of.tells({ kind: 'ReturnLines', body: { proposals, items: [], dueOn: null } }, 'standingOffice')],
  [0.2, (of) => of.tells({ kind: 'RefuseLine', body: { proposal: LINE, reason: WORDS } }, 'standingOffice')],
  [0.5, (of) => of.tells(complains, 'authorityHead')],
  [1, (of) => of.acts('lower', 'Supplement', office)],
];

const ACTS: Acts = [
  ...ACTS_ON_A_LINE,
  [
    1,
    (of) => of.tells({ kind: 'TakeLines', body: { proposals, plan: 'test-plan', round: 'annual' } }, 'standingOffice'),
  ],
  [0.4, (of) => of.tells({ kind: 'GrantWithdrawal', body: { proposal: LINE } }, 'standingOffice')],
  [1, (of) => of.tells({ kind: 'DeclineWithdrawal', body: { proposal: LINE, reason: WORDS } }, 'standingOffice')],
  [1, (of) => of.acts('lower', 'Withdraw', actor('authorityHead'))],
  [1, (of) => of.acts('upper', 'Receive', office)],
  [1, (of) => of.acts('upper', 'Return', office, { dueOn: addDays(dateOf(of.now), 2) })],
  [0.1, (of) => of.acts('upper', 'Reject', office)],
  [0.3, (of) => of.acts('upper', 'Appraise', actor('standingOffice', { id: 'appraiser' }))],
  [1, (of) => of.acts('upper', 'PutOnAgenda', actor('outbox'))],
  [0.5, (of) => of.acts('upper', 'RecordResult', actor('outbox'), { outcome: 'passed' })],
  [0.3, (of) => of.acts('upper', 'RecordResult', actor('outbox'), { outcome: 'notPassed' })],
  [1, (of) => of.acts('upper', 'ListOnDecision', actor('outbox'))],
  [0.5, (of) => of.acts('upper', 'GrantAward', actor('outbox'))],
  [0.3, (of) => of.acts('upper', 'DeclineAward', actor('outbox'))],
  [0.4, (of) => of.acts('upper', 'GrantWithdrawal', office)],
  [1, (of) => of.acts('upper', 'DeclineWithdrawal', office)],
  [1, dueDayPasses],
  [1, (of) => of.acts('upper', 'Reinstate', office)],
  [1, (of) => of.acts('upper', 'ConfirmAct', actor('councilChair'))],
];

function dueDayPasses(of: TwoLevels): void {
  const { dueAt } = of.upper.state.position;
  if (dueAt === null) return;
  of.now = Math.max(of.now, dueAt);
  of.acts('upper', 'DeadlinePassed', actor('timer'));
}

function live(life: number, acts: Acts, lapses: boolean): TwoLevels {
  const of = new TwoLevels(lapses);
  const places = ['lower', 'upper', 'receipt'] as const;
  for (let step = 0; step < STEPS; step += 1) {
    const draw = (what: string) => chance(SEED, what, life, step);
    of.minutePasses();
    const to = places[Math.floor(draw('place') * places.length)] ?? 'lower';
    const [likely, does] = acts[Math.floor(draw('act') * acts.length)] ?? [0, () => undefined];
    if (draw('turn') < 0.45) of.arrives(to);
    else if (draw('likely') < likely) does(of);
  }
  of.everythingArrives();
  return of;
}

test.each([
  ['where nothing lapses', false],
  ['where what is not mended in time lapses', true],
])(`both levels agree once everything has arrived, whatever crosses on its way, %s (seed ${SEED})`, (_name, lapses) => {
  const ends = new Set<string>();
  for (let life = 0; life < LIVES; life += 1) {
    const of = live(life, ACTS, lapses);
    ends.add(of.lower.place);
    expect(of.differences(), `life ${life}`).toEqual([]);
  }
  expect([...ends]).toEqual(expect.arrayContaining(['refusedAbove', 'returnedFromAbove', 'sentUp', 'withdrawn']));
});

test(`both levels agree on a line that is refused and opened again, whatever crosses on its way (seed ${SEED})`, () => {
  const ends = new Set<string>();
  for (let life = 0; life < LIVES; life += 1) {
    const of = live(life, ACTS_ON_A_LINE, false);
    ends.add(of.lower.place);
    expect(of.differences(), `life ${life}`).toEqual([]);
  }
  expect([...ends].sort()).toEqual(['refusedAbove', 'returnedFromAbove', 'sentUp']);
});
