/**
 * What a reader may see: one organisation, and there either everything, or one unit, or the units of one cluster.
 * Every read takes one; none takes an organisation from an address or a body.
 */
export type Sight = { org: string; unit: string | null; cluster: string | null };

export type Parameters = { values: unknown[]; add(value: unknown): string };

export function parameters(...values: unknown[]): Parameters {
  return { values, add: (value) => `$${values.push(value)}` };
}

/** SQL that is true for rows of the reader's units, by the plan in force; `row` has columns org_id, plan and unit. */
export function inSight(
  { unit, cluster }: Sight,
  row: string,
  given: Parameters,
  lowerOrg = `${row}.lower_org`,
): string {
  if (unit === null && cluster === null) return 'true';
  // A case from below bears its sender's name, which may be a unit's here too: no unit of this level reads its votes.
  const own = `${lowerOrg} is null`;
  if (unit !== null) return `${own} and ${row}.unit = ${given.add(unit)}`;
  return `${own} and exists (select from year_board y join plan_version v on v.org_id = y.org_id and v.plan = y.plan and v.version = y.plan_version,
      jsonb_array_elements(v.content -> 'units') u
    where y.org_id = ${row}.org_id and y.plan = ${row}.plan and u ->> 'key' = ${row}.unit and u ->> 'cluster' = ${given.add(cluster)})`;
}
