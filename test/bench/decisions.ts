import { decide } from './cost.ts';
import { writeDrafts } from './drafts.ts';
import type { Lane } from './lane.ts';
import { decisionsOf } from './pipeline.ts';
import type { BenchWorld } from './world.ts';

/** The product's own decisions: command row, Update, one transaction, outcome. */
export function decisionLane(world: BenchWorld): Lane {
  return {
    name: 'decisions',
    async cases(count) {
      const drafts = await writeDrafts(world.step.database, count, { plan: 'test-plan', round: 'bench' });
      return drafts.map((draft) => decisionsOf(draft, Date.now()).map((ask) => () => decide(world, ask)));
    },
  };
}
