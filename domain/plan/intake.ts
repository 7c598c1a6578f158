import type { Plan, Unit } from './plan.ts';

/**
 * The plan of the level above, as far as this one's plan knows it: one round that takes what is sent up, in the
 * pipeline that the plan assumes for it. Null where nothing goes upward.
 */
export function intakePlan(plan: Plan): Plan | null {
  const { above } = plan;
  const pipeline = plan.pipelines.find(({ key }) => key === above?.intakePipeline);
  if (above === null || pipeline === undefined) return null;
  const titles = plan.titles
    .filter(({ decidedBy }) => decidedBy === 'above')
    .map((title) => ({ ...title, decidedBy: 'here' as const }));
  const period = {
    from: plan.rounds.map((round) => round.period.from).sort()[0],
    to: plan.rounds
      .map((round) => round.period.to)
      .sort()
      .at(-1),
  };
  if (period.from === undefined || period.to === undefined) return null;
  return {
    ...plan,
    key: `${above.key}-intake-${plan.year}`,
    version: 1,
    title: `${above.name}: ${pipeline.name} (${plan.year})`,
    document: { number: '', date: plan.document.date, dates: [] },
    council: {
      key: above.key,
      name: above.name,
      level: above.level,
      chair: above.name,
      standingOffice: above.standingOffice,
    },
    above: null,
    intake: pipeline.key,
    units: [sender(plan)],
    clusters: [],
    tasks: [],
    titles,
    pipelines: [pipeline],
    rounds: [
      {
        key: 'intake',
        name: pipeline.name,
        pipeline: pipeline.key,
        period: { from: period.from, to: period.to },
        standing: true,
        titles: titles.map(({ code }) => code),
        afterWindow: 'acceptMarkedLate',
        admitsUnregistered: true,
        officeProposes: true,
        closes: { kind: 'none', printed: '' },
        source: above.source,
      },
    ],
    anomalies: [],
  };
}

function sender({ council, above }: Plan): Unit {
  const reason = 'Cấp dưới trình lên';
  return {
    key: council.key,
    name: council.name,
    cluster: null,
    onePerson: false,
    source: above?.source ?? { kind: 'assumed', reason },
  };
}
