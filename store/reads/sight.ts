/**
 * What a reader may see: one organisation, and there either everything, or one unit, or the units of one cluster.
 * Every read takes one; none takes an organisation from an address or a body.
 */
export type Sight = { org: string; unit: string | null; cluster: string | null };

export type Parameters = { values: unknown[]; add(value: unknown): string };

export function parameters(...values: unknown[]): Parameters {
  return { values, add: (value) => `$${values.push(value)}` };
}

/** SQL that is true for rows of the reader's units; `row` has columns org_id, plan and unit. */
export function inSight({ unit, cluster }: Sight, row: string, given: Parameters): string {
  if (unit !== null) return `${row}.unit = ${given.add(unit)}`;
  if (cluster === null) return 'true';
  return `exists (select from plan_version v, jsonb_array_elements(v.content -> 'units') u
    where v.org_id = ${row}.org_id and v.plan = ${row}.plan and u ->> 'key' = ${row}.unit and u ->> 'cluster' = ${given.add(cluster)})`;
}
