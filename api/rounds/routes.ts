import { z } from 'zod';
import type { WorkingCalendar } from '../../domain/calendar/working-days.ts';
import { type ResolvedStage, resolvePlan } from '../../domain/plan/resolve.ts';
import type { PinnedStage } from '../../domain/proposal/round.ts';
import { type PlanVersion, plansInForce } from '../../store/desk/plan-versions.ts';
import type { App } from '../app-type.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ANY_ROLE, door, personOf } from '../doors.ts';
import { key } from '../fields.ts';
import { Problem } from '../problem.ts';
import { problems } from '../problem-schema.ts';

const waiting = z.object({ kind: z.string(), event: z.string().optional(), reason: z.string().optional() });

const stageSchema = z.object({
  key: z.string(),
  kind: z.string(),
  name: z.string(),
  opensAt: z.int().nullable(),
  dueAt: z.int().nullable(),
  printed: z.string(),
  provisional: z.boolean(),
  assumed: z.boolean(),
  onMissed: z.string(),
  per: z.string(),
  acceptance: z.string(),
  route: z.string(),
  actors: z.array(z.string()),
  evidence: z.array(z.object({ key: z.string(), name: z.string() })),
  waitsFor: waiting.nullable().meta({ description: 'For whom or what a stage without a date waits.' }),
});

const roundSchema = z
  .object({
    plan: z.string(),
    planVersion: z.int(),
    key: z.string(),
    name: z.string(),
    period: z.object({ from: z.string(), to: z.string() }),
    opensAt: z.int().nullable(),
    closesAt: z.int().nullable(),
    standing: z.boolean(),
    afterWindow: z.string(),
    admitsUnregistered: z.boolean(),
    officeProposes: z.boolean(),
    titles: z.array(z.object({ code: z.string(), name: z.string(), route: z.string(), subjects: z.array(z.string()) })),
    stages: z.array(stageSchema),
  })
  .meta({ id: 'Round' });

export function roundRoutes(app: App, { database, calendar }: ApiDependencies): void {
  app.get(
    '/v1/rounds',
    {
      ...door(ANY_ROLE),
      schema: {
        summary: 'Award rounds of the published plans',
        tags: ['rounds'],
        response: { 200: z.object({ items: z.array(roundSchema) }), ...problems },
      },
    },
    async (request) => {
      const plans = await plansInForce(database, personOf(request).org);
      return { items: plans.flatMap((plan) => roundsOf(plan, calendar)) };
    },
  );

  app.get(
    '/v1/rounds/:plan/:round',
    {
      ...door(ANY_ROLE),
      schema: {
        summary: 'One award round',
        tags: ['rounds'],
        params: z.strictObject({ plan: key, round: key }),
        response: { 200: roundSchema, ...problems },
      },
    },
    async (request) => {
      const plans = await plansInForce(database, personOf(request).org);
      const plan = plans.find((each) => each.plan === request.params.plan);
      const round =
        plan === undefined ? undefined : roundsOf(plan, calendar).find((each) => each.key === request.params.round);
      if (round === undefined) throw new Problem('NOT_FOUND');
      return round;
    },
  );
}

/** Instants as they were pinned; names and what a date waits for from the plan itself. */
function roundsOf(
  { plan, version, content, rounds }: PlanVersion,
  calendar: WorkingCalendar,
): z.output<typeof roundSchema>[] {
  const resolved = resolvePlan(content, calendar).rounds;
  return rounds.map((pinned) => {
    const round = content.rounds.find(({ key }) => key === pinned.key);
    const stages = content.pipelines.find(({ key }) => key === round?.pipeline)?.stages ?? [];
    const { period, opensAt, closesAt, standing, afterWindow, admitsUnregistered, officeProposes } = pinned;
    return {
      plan,
      planVersion: version,
      key: pinned.key,
      name: round?.name ?? pinned.key,
      ...{ period, opensAt, closesAt, standing, afterWindow, admitsUnregistered, officeProposes },
      titles: pinned.titles.map(({ code, route, subjects }) => {
        const name = content.titles.find((title) => title.code === code)?.name ?? code;
        return { code, name, route, subjects: [...subjects] };
      }),
      stages: pinned.stages.map((stage) => {
        const known = stages.find(({ key }) => key === stage.key);
        const { due } =
          resolved.find(({ key }) => key === pinned.key)?.stages.find(({ key }) => key === stage.key) ?? {};
        return stageShown(stage, { name: known?.name ?? stage.key, evidence: known?.evidence ?? [] }, due);
      }),
    };
  });
}

type Named = { name: string; evidence: readonly { key: string; name: string }[] };

function stageShown(
  stage: PinnedStage,
  { name, evidence }: Named,
  due: ResolvedStage['due'] | undefined,
): z.output<typeof stageSchema> {
  const { key, kind, opensAt, dueAt, printed, provisional, assumed, onMissed, per, acceptance, route, actors } = stage;
  const shown = { key, kind, name, opensAt, dueAt, printed, provisional, assumed, onMissed, per, acceptance, route };
  return { ...shown, actors: [...actors], evidence: [...evidence], waitsFor: due?.waitsFor ?? null };
}
