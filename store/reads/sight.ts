/**
 * What a reader may see: one organisation, and there either everything, or one unit, or the units of one cluster.
 * Every read takes one; none takes an organisation from an address or a body.
 */
export type Sight = {
  org: string;
  unit: string | null;
  cluster: string | null;
  /** By what day a cluster has its units; the database's own where no clock is given. */
  at?: number | null;
};

export type Parameters = { values: unknown[]; add(value: unknown): string };

export function parameters(...values: unknown[]): Parameters {
  return { values, add: (value) => `$${values.push(value)}` };
}

/** SQL that is true for rows of the reader's units, by the constitution or the plan in force; `row` has columns org_id, plan and unit. */
export function inSight(
  { unit, cluster, at = null }: Sight,
  row: string,
  given: Parameters,
  lowerOrg = `${row}.lower_org`,
): string {
  if (unit === null && cluster === null) return 'true';
  // A case from below bears its sender's name, which may be a unit's here too: no unit of this level reads its votes.
  const own = `${lowerOrg} is null`;
  if (unit !== null) return `${own} and ${row}.unit = ${given.add(unit)}`;
  const now = `coalesce(${given.add(at)}::bigint, ${NOW})`;
  return `${own} and cluster_of(${row}.org_id, ${row}.plan, ${row}.unit, ${now}) = ${given.add(cluster)}`;
}

export const NOW = '(extract(epoch from clock_timestamp()) * 1000)::bigint';
