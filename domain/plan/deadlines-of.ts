import type { DeadlineSpec } from '../calendar/deadline.ts';
import type { Plan } from './plan.ts';

/** The plan with every deadline of its tasks, stages and rounds replaced; all else as it was. */
export function mapDeadlines(plan: Plan, change: (spec: DeadlineSpec) => DeadlineSpec): Plan {
  return {
    ...plan,
    tasks: plan.tasks.map((task) => ({ ...task, deadline: change(task.deadline) })),
    pipelines: plan.pipelines.map((pipeline) => ({
      ...pipeline,
      stages: pipeline.stages.map((stage) => ({
        ...stage,
        opens: stage.opens === null ? null : change(stage.opens),
        due: change(stage.due),
      })),
    })),
    rounds: plan.rounds.map((round) => ({ ...round, closes: change(round.closes) })),
  };
}
