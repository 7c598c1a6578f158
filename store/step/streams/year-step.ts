import {
  nextMilestone,
  YEAR,
  type YearCommand,
  type YearEvent,
  type YearFacts,
  type YearState,
} from '../../../domain/award-year/year.ts';
import { showYear, yearRows } from '../../board/year-board.ts';
import { publishedPlan, roundsLeftOut } from '../../facts/round.ts';
import { fillBelow } from '../fill-below.ts';
import { enqueue } from '../outbox.ts';
import { recalendarProposals } from '../recalendar.ts';
import type { StepContext, StreamStep } from '../stream-step.ts';

export const YEAR_STEP: StreamStep<YearState, YearCommand, YearEvent, YearFacts> = {
  stream: YEAR,
  async loadFacts(context, _state, command) {
    if (command.kind !== 'PublishPlan' && command.kind !== 'AmendPlan') return {};
    const facts = await planFacts(context, command.body);
    if (command.kind === 'PublishPlan') return facts;
    const { plan, version } = command.body;
    return { ...facts, leftOut: await roundsLeftOut(context.tx, context.command.org, plan, version) };
  },
  async record({ tx, command }, changes) {
    const last = changes.at(-1);
    if (last === undefined) return;
    await showYear(tx, command, last.after);
  },
  rows: yearRows,
  async setInMotion({ tx, command }, changes) {
    const published = changes.find(({ event }) => event.kind === 'PlanPublished');
    if (published?.after.published)
      await enqueue(tx, 'startReminders', [
        { org: command.org, plan: published.after.published.plan, after: command.at },
      ]);
    const amended = changes.find(({ event }) => event.kind === 'PlanAmended');
    if (amended?.after.published)
      await recalendarProposals(tx, command, amended.event.envelope, amended.after.published);
    const dated = changes.findLast(({ event }) => DATING.includes(event.kind));
    if (dated !== undefined) await fillBelow(tx, command, dated.event.envelope, dated.after);
  },
  planVersion: (state) => (state.published === null ? null : `${state.published.plan}@${state.published.version}`),
  rulePack: () => null,
  isOver: (state) => nextMilestone(state) === null,
};

/** What may date a task for the level below as well. */
export const DATING: readonly YearEvent['kind'][] = ['PlanPublished', 'PlanAmended', 'TaskDated', 'TaskFilled'];

async function planFacts(
  { tx, command }: StepContext,
  { plan, version }: { plan: string; version: number },
): Promise<YearFacts> {
  const found = await publishedPlan(tx, command.org, plan, version);
  // The API answers 404 for a version that was not uploaded before a command is written.
  if (found === null) throw new Error(`Plan ${plan}@${version} was not uploaded`);
  return { plan: found };
}
