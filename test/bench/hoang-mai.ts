import { readFile } from 'node:fs/promises';
import { dateOf } from '../../domain/calendar/local-date.ts';
import { pinnedRounds, publishedPlan } from '../../domain/plan/pin.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { resolvePlan } from '../../domain/plan/resolve.ts';
import { daysToOpenOn, shiftPlan } from '../../domain/plan/shift.ts';
import type { PinnedRound } from '../../domain/proposal/round.ts';
import type { Role } from '../../domain/roles.ts';
import { loadPlan } from '../../plans/load.ts';
import { workflowIdOf } from '../../workflows/messages.ts';
import { type Ask, act, ORG, openOffice, person, WORDS } from '../builders/office.ts';
import { DAY } from '../builders/round.ts';
import { writeDrafts } from './drafts.ts';
import { type HistoryCost, historyCost } from './history-cost.ts';
import type { BenchWorld } from './world.ts';

const PLAN = new URL('../../plans/hoang-mai-2021.yaml', import.meta.url);
const UNIT = 'phuong-1';

/**
 * One proposal of Hoàng Mai's annual round, on time in every stage, from registration to the number of its decision.
 * The plan is moved so that registration is open today: Temporal's time is the machine's here, and the timers of 2021
 * would all have passed. Business time goes ahead to each stage's window.
 */
export async function costOfAnnualRound(
  world: BenchWorld,
): Promise<{ proposal: HistoryCost; decision: HistoryCost; people: number }> {
  const plan = await planOpenToday();
  const resolved = resolvePlan(plan, world.step.calendar);
  const rounds = pinnedRounds(plan, resolved);
  // The first round is the main one.
  const round = rounds[0];
  if (round === undefined) throw new Error('The plan has no round');
  await openOffice(world, rounds, publishedPlan(plan, resolved, { hash: 'bench', demo: true }));
  const [draft = ''] = await writeDrafts(world.step.database, 1, { plan: plan.key, round: round.key, unit: UNIT });
  const year = new Year(world, round, draft);
  const decision = await year.live();
  world.setClock(null);
  return {
    proposal: await historyCost(world.client, workflowIdOf(ORG, `proposal/${draft}`)),
    decision: await historyCost(world.client, workflowIdOf(ORG, decision)),
    people: year.acts,
  };
}

async function planOpenToday(): Promise<Plan> {
  const loaded = loadPlan(await readFile(PLAN, 'utf8'), 'hoang-mai-2021.yaml');
  if ('faults' in loaded) throw new Error(`The plan has ${loaded.faults.length} faults`);
  const days = daysToOpenOn(loaded.plan, dateOf(Date.now()));
  if (days === null) throw new Error('The plan has no registration');
  return shiftPlan(loaded.plan, days);
}

/** The people of one proposal's year; what streams carry to each other is waited for after every act. */
class Year {
  acts = 0;
  private now = Date.now();
  private readonly world: BenchWorld;
  private readonly round: PinnedRound;
  private readonly draft: string;

  constructor(world: BenchWorld, round: PinnedRound, draft: string) {
    this.world = world;
    this.round = round;
    this.draft = draft;
  }

  async live(): Promise<string> {
    await this.register();
    await this.checkpoints();
    await this.nominate();
    await this.examine();
    return this.decide();
  }

  private async register(): Promise<void> {
    this.moveInto('registration');
    await this.onCase('unitClerk', 'Submit', { draft: this.draft, rowVersion: 1 });
    await this.onCase('unitHead', 'Confirm');
    await this.onCase('standingOffice', 'Accept');
  }

  private async checkpoints(): Promise<void> {
    for (const key of ['quarter-1', 'half-year', 'inspection', 'quarter-3']) await this.handIn(key);
    this.moveInto('scoring');
    await this.onCase('unitClerk', 'EnterScore', { stage: 'scoring', as: 'self', score: 95, reason: null });
    await this.onCase('standingOffice', 'EnterScore', { stage: 'scoring', as: 'verified', score: 93, reason: WORDS });
  }

  private async handIn(key: string): Promise<void> {
    const stage = this.moveInto(key);
    const evidence = stage.evidence.map((each) => ({ key: each, hash: 'aa'.repeat(32) }));
    await this.onUnit('unitClerk', 'HandInForUnit', { round: this.place, stage: key, evidence, except: [] });
    if (stage.acceptance === 'office') await this.onCase('standingOffice', 'AcceptEvidence', { stage: key });
  }

  private async nominate(): Promise<void> {
    this.moveInto('nomination');
    const letter = { number: '7', on: dateOf(this.now), file: null };
    const lines = [{ proposal: this.draft, title: 'LDTT', reason: null }];
    const seq = await this.onUnit('unitClerk', 'ProposeList', {
      round: this.place,
      letter,
      unitVote: null,
      lines,
      left: [],
    });
    await this.onUnit('unitHead', 'ConfirmList', { act: seq });
  }

  private async examine(): Promise<void> {
    const today = dateOf(this.now);
    await this.onCase('standingOffice', 'Receive', { paperOn: today, filesOn: today });
    await this.onCase('standingOffice', 'Appraise', { finding: 'for', grounds: WORDS, rule: null });
    const called = { meeting: 'meeting', heldOn: today, proposals: [this.draft] };
    const session = (await this.does({ begins: 'session' }, 'councilSecretary', 'CallSession', called)).stream;
    const tally = { members: 15, for: 14, against: 1, blank: 0, absentInWriting: { for: 0, against: 0 }, secret: true };
    await this.does(session, 'councilSecretary', 'EnterResult', {
      lines: [{ proposal: this.draft, tally, minutesSay: 'passed' }],
      minutes: { number: '1', on: today, file: null },
    });
    await this.does(session, 'councilChair', 'ConfirmResult', { act: 2 });
  }

  private async decide(): Promise<string> {
    const drafted = { authority: 'ubnd', register: 'QĐ-UBND', proposals: [this.draft] };
    const { stream } = await this.does({ begins: 'decision' }, 'standingOffice', 'DraftDecision', drafted);
    await this.does(stream, 'authorityHead', 'SignDecision', {});
    await this.does(stream, 'standingOffice', 'NumberDecision', { number: '12', on: dateOf(this.now) });
    return stream;
  }

  private get place(): string {
    return `${this.round.plan}/${this.round.key}`;
  }

  /** Business time goes to the second day of a stage's window, never back. */
  private moveInto(key: string) {
    const stage = this.round.stages.find((each) => each.key === key);
    if (stage === undefined) throw new Error(`The round has no stage ${key}`);
    this.now = Math.max(this.now, (stage.opensAt ?? 0) + DAY);
    this.world.setClock(this.now);
    return stage;
  }

  private onCase(role: Role, kind: string, body: Ask['body'] = {}) {
    return this.does(`proposal/${this.draft}`, role, kind, body);
  }

  private async onUnit(role: Role, kind: string, body: Ask['body']): Promise<number> {
    return (await this.does(`unitRound/${UNIT}`, role, kind, body)).seq;
  }

  private async does(stream: Ask['stream'], role: Role, kind: string, body: Ask['body'] = {}) {
    this.acts += 1;
    const by = person(role, role, role.startsWith('unit') ? UNIT : null);
    const done = await act(this.world, { stream, kind, body, by, key: `${this.draft} ${this.acts}` });
    if (!done.outcome.ok) throw new Error(`${kind} was refused: ${JSON.stringify(done.outcome.refusal)}`);
    await this.world.quiet();
    return { stream: done.stream, seq: done.outcome.seq };
  }
}
