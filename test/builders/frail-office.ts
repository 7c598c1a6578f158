import type { CommandOutcome } from '../../domain/refusal.ts';
import { workflowIdOf } from '../../workflows/messages.ts';
import { type FrailWorld, openFrailWorld } from './frail-world.ts';
import type { Acknowledgement } from './invariants.ts';
import { type Ask, act, ORG, openOffice } from './office.ts';
import { type Play, play } from './play.ts';
import { round, stage } from './round.ts';

/** A world that may die at any moment, an office with one round in it, and what anybody there was told. */
export type FrailOffice = {
  world: FrailWorld;
  on: Play;
  heard: Acknowledgement[];
  /** Through the workflow, although the row could answer: what a sender does whose answer was lost. */
  tells(ask: Ask): Promise<CommandOutcome>;
  workflowOf(of: { stream: string }): ReturnType<FrailWorld['client']['workflow']['getHandle']>;
};

export async function openFrailOffice(clusterUrl: string): Promise<FrailOffice> {
  const world = await openFrailWorld(clusterUrl);
  const heard: Acknowledgement[] = [];
  await world.raiseWorker();
  const stages = [stage('registration'), stage('checkpoint', { key: 'q1' }), stage('nomination'), stage('appraisal')];
  await openOffice(world, [round({ stages: [...stages, stage('decision')] })]);
  return {
    world,
    on: play(world),
    heard,
    async tells(ask) {
      const told = await act(world, ask);
      heard.push({ org: ORG, ...told });
      return told.outcome;
    },
    workflowOf: ({ stream }) => world.client.workflow.getHandle(workflowIdOf(ORG, stream)),
  };
}
