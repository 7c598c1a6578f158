import { setTimeout as pause } from 'node:timers/promises';
import { workflowIdOf } from '../../workflows/messages.ts';
import { sendWithStart } from '../../workflows/send-command.ts';
import { type Ask, bring, ORG, receive } from '../builders/office.ts';
import { writeDrafts } from './drafts.ts';
import { type HistoryCost, historyCost } from './history-cost.ts';
import { beyondIdle, ownWorkDuring } from './own-work.ts';
import { DECISION_COUNT, decisionsOf } from './pipeline.ts';
import type { BenchWorld } from './world.ts';

/** The design's own targets for a proposal-year of eleven decisions (design.md section 6, "Cost"). */
export const TARGETS = { events: 90, commits: 32, actions: 32 } as const;

const IDLE_MS = 4_000;

/** Decides a proposal's whole year, and tells what it cost Temporal. */
export async function costOfElevenDecisions(world: BenchWorld): Promise<HistoryCost> {
  const [draft = ''] = await writeDrafts(world.step.database, 1, { plan: 'test-plan', round: 'bench' });
  await decideAll(world, draft);
  return historyCost(world.client, workflowIdOf(ORG, `proposal/${draft}`));
}

/** Commits of our own database for each decision; the courier's looking for jobs, which goes on beside, is taken off. */
export async function ownCommitsOfADecision(world: BenchWorld, cases = 12): Promise<number> {
  const { database } = world.step;
  const drafts = await writeDrafts(database, cases, { plan: 'test-plan', round: 'bench' });
  await world.quiet();
  const idle = await ownWorkDuring(database, () => pause(IDLE_MS));
  const busy = await ownWorkDuring(database, async () => {
    for (const draft of drafts) await decideAll(world, draft);
  });
  return beyondIdle(busy, idle).commits / (cases * DECISION_COUNT);
}

async function decideAll(world: BenchWorld, draft: string): Promise<void> {
  for (const ask of decisionsOf(draft, Date.now())) await decide(world, ask);
}

/** As the API does it: written down first, then brought to its workflow, which the first decision starts. */
export async function decide(world: BenchWorld, ask: Ask): Promise<void> {
  const command = await receive(world, ask);
  const address = { org: command.org, stream: command.stream, command: command.id };
  const outcome = ask.kind === 'Submit' ? await sendWithStart(world.client, address) : await bring(world, command);
  if (!outcome.ok) throw new Error(`${ask.kind} was refused: ${JSON.stringify(outcome.refusal)}`);
}
