import type { Finding, Path } from './fault.ts';
import type { Located, PlanForm } from './read.ts';

/** Keys named twice, and names of what the plan does not have. */
export function referenceFindings(plan: PlanForm): Finding[] {
  return [...duplicates(plan), ...unknownNames(plan)];
}

function duplicates(plan: PlanForm): Finding[] {
  const stages = plan.pipelines.flatMap(({ value }) =>
    repeated(value.stages.map((stage) => keyOf(stage.value.key, stage.at))),
  );
  const evidence = plan.pipelines.flatMap(({ value }) => value.stages.flatMap(repeatedEvidence));
  const rows = plan.tasks.flatMap(({ value, at }) =>
    value.row === null ? [] : [{ value: String(value.row), at: [...at, 'row'] }],
  );
  return [
    ...Object.values(plan.keys).flatMap(repeated),
    ...clustersLikeUnits(plan),
    ...stages,
    ...evidence,
    ...repeated(rows),
    ...plan.rounds.flatMap(repeatedTitles),
  ];
}

/** People speak for the one or the other by its key alone. */
function clustersLikeUnits({ keys }: PlanForm): Finding[] {
  const units = new Set(keys.units.map(({ value }) => value));
  return keys.clusters
    .filter(({ value }) => units.has(value))
    .map(({ value, at }) => ({
      code: 'DUPLICATE',
      at,
      message: `"${value}" is a unit too; give the cluster its own key`,
    }));
}

function repeatedEvidence({ value, at }: PlanForm['pipelines'][number]['value']['stages'][number]): Finding[] {
  return repeated(value.evidence.map((item, index) => keyOf(item.key, [...at, 'evidence', index])));
}

function repeatedTitles({ value, at }: PlanForm['rounds'][number]): Finding[] {
  return repeated(value.titles.map((code, index) => ({ value: code, at: [...at, 'titles', index] })));
}

function keyOf(value: string, at: Path): Located<string> {
  return { value, at: [...at, 'key'] };
}

function repeated(keys: readonly Located<string>[]): Finding[] {
  const seen = new Set<string>();
  return keys.flatMap(({ value, at }): Finding[] => {
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [{ code: 'DUPLICATE', at, message: `"${value}" is used twice; give each row its own` }];
  });
}

function unknownNames(plan: PlanForm): Finding[] {
  const names = (list: keyof PlanForm['keys']) => new Set(plan.keys[list].map(({ value }) => value));
  const [clusters, units, titles, pipelines] = [names('clusters'), names('units'), names('titles'), names('pipelines')];
  const intake = plan.header.above?.intakePipeline;
  return [
    ...plan.units.flatMap(({ value, at }) =>
      value.cluster === null ? [] : unknown('cluster', value.cluster, clusters, [...at, 'cluster']),
    ),
    ...plan.tasks.flatMap(({ value, at }) => [
      ...unknownParty(value.lead, units, [...at, 'lead']),
      ...value.coordinates.flatMap((party, index) => unknownParty(party, units, [...at, 'coordinates', index])),
    ]),
    ...plan.rounds.flatMap(({ value, at }) => [
      ...unknown('pipeline', value.pipeline, pipelines, [...at, 'pipeline']),
      ...value.titles.flatMap((code, index) => unknown('title', code, titles, [...at, 'titles', index])),
    ]),
    ...(plan.header.intake == null ? [] : unknown('pipeline', plan.header.intake, pipelines, ['intake'])),
    ...(intake === undefined ? [] : unknown('pipeline', intake, pipelines, ['above', 'intakePipeline'])),
  ];
}

function unknownParty(
  party: PlanForm['tasks'][number]['value']['lead'],
  units: ReadonlySet<string>,
  at: Path,
): Finding[] {
  return party.kind === 'unit' ? unknown('unit', party.value, units, [...at, 'unit']) : [];
}

function unknown(what: string, name: string, known: ReadonlySet<string>, at: Path): Finding[] {
  if (known.has(name)) return [];
  return [
    {
      code: 'UNKNOWN_REFERENCE',
      at,
      message: `names the ${what} "${name}", which the plan does not have; add it or correct the name`,
    },
  ];
}
