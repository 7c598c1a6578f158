import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DECISION } from '../../domain/decision/decision.ts';
import type { Json } from '../../domain/json.ts';
import { LIST_PART, MOST_LINES } from '../../domain/ledger/parts.ts';
import type { Role } from '../../domain/roles.ts';
import { recordedIn } from '../../domain/stream.ts';
import { readStream } from '../../store/ledger/read-stream.ts';
import { unitRoundStream } from '../../store/reads/unit-round-stream.ts';
import { AHEAD, today } from '../builders/ahead.ts';
import { faultsOf } from '../builders/invariants.ts';
import { act, draft, type Office, ORG, openOffice, person, UNIT } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { round, stage } from '../builders/round.ts';
import { openWorld, type World } from '../builders/world.ts';

/** One more than an event takes: a unit's whole list, and the decision over it. */
const CASES = Number(process.env.CASES ?? MOST_LINES + 1);
const LONG = 60_000 + CASES * 120;

let world: World;
let cases: readonly string[];

/** Without its workflow: what is long here is the list, and not the way to it. */
const desk = (): Office => ({ step: world.step, client: null });

beforeAll(async () => {
  world = await openWorld(inject('clusterUrl'), AHEAD);
  await openOffice(world, [round({ stages: [stage('registration'), stage('nomination'), stage('decision')] })]);
  cases = await registered(CASES);
}, LONG);
afterAll(() => world?.close());

async function registered(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const id = await draft(world);
    const stream = `proposal/${id}`;
    await does(desk(), 'unitClerk', stream, 'Submit', { draft: id, rowVersion: 1 });
    await does(desk(), 'unitHead', stream, 'Confirm');
    await does(desk(), 'standingOffice', stream, 'Accept');
    ids.push(id);
  }
  return ids;
}

async function does(by: Office, role: Role, stream: string | { begins: string }, kind: string, body: Json = {}) {
  const told = await act(by, { stream, kind, body, by: person(role), key: newKey(kind) });
  if (!told.outcome.ok) throw new Error(`${kind} was refused: ${JSON.stringify(told.outcome.refusal).slice(0, 400)}`);
  return { stream: told.stream, outcome: told.outcome };
}

async function standing(state: string): Promise<number> {
  const found = await world.step.database.query<{ count: number }>(
    'select count(*)::int as count from proposal_board where org_id = $1 and state = $2',
    [ORG, state],
  );
  return found.rows[0]?.count ?? 0;
}

test(
  'a unit of more than a thousand cases nominates them by one act',
  async () => {
    const stream = unitRoundStream(ORG, 'test-plan', 'annual', UNIT);
    const list = {
      round: 'test-plan/annual',
      letter: { number: '1/TTr', on: '2021-11-20', file: null },
      unitVote: null,
      lines: cases.map((proposal) => ({ proposal, title: 'LDTT', reason: null })),
      left: [],
    };
    const { outcome } = await does(desk(), 'unitClerk', stream, 'ProposeList', list);
    expect(outcome.events.at(-1)).toBe('ListProposed');
    // The lines, and the facts: the proposals that owe the nomination.
    expect(outcome.events.filter((kind) => kind === LIST_PART)).toHaveLength(2 * Math.ceil(CASES / MOST_LINES));
    await does(desk(), 'unitHead', stream, 'ConfirmList', { act: outcome.seq });
    await world.quiet();
    expect(await standing('passed')).toBe(CASES);
  },
  LONG,
);

test(
  'a decision over them is drafted, signed and numbered by its workflow, and every line is granted',
  async () => {
    const drafted = await does(world, 'standingOffice', { begins: 'decision' }, 'DraftDecision', {
      authority: 'Chủ tịch',
      register: 'QĐ-UBND',
      proposals: [...cases],
    });
    await world.quiet();
    await does(world, 'authorityHead', drafted.stream, 'SignDecision');
    await does(world, 'standingOffice', drafted.stream, 'NumberDecision', { number: '1', on: today(world.step) });
    await world.quiet();
    expect(await standing('granted')).toBe(CASES);
    const texts = (await readStream(world.step.database, ORG, drafted.stream, 0)).map(({ text }) => text);
    const state = recordedIn<never>(texts).reduce(DECISION.evolve, DECISION.initial);
    expect(state).toMatchObject({ phase: 'numbered', seq: texts.length });
    expect(state.lines.map(({ proposal }) => proposal)).toEqual(cases);
    expect(Math.max(...texts.map((text) => Buffer.byteLength(text)))).toBeLessThan(1_048_576);
    expect(await faultsOf(world.step.database)).toEqual([]);
  },
  LONG,
);
