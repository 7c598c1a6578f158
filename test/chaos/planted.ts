import type { StepDependencies } from '../../store/step/stream-step.ts';
import { oldDeadlines } from './planted/old-deadline.ts';
import { withoutKeys } from './planted/record-without-key.ts';
import { toldEarly } from './planted/told-before-commit.ts';
import type { Planted } from './wiring.ts';

/**
 * Bugs that the harness must find, or its silence proves nothing. Each is planted by handing the product something else
 * than it asked for; the product itself knows nothing of them.
 */
export function withPlanted(planted: Planted, where: 'worker' | 'API', step: StepDependencies): StepDependencies {
  if (planted === 'record-without-key' && where === 'API') return { ...step, database: withoutKeys(step.database) };
  if (planted === 'told-before-commit' && where === 'worker') return { ...step, database: toldEarly(step.database) };
  if (planted === 'old-deadline' && where === 'worker') return oldDeadlines(step);
  return step;
}
