import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type ShippedPlan = { file: string; text: string };

/** The one that is shown first, with a person of each role to be. */
const FIRST = 'hoang-mai-2021';

/** The plans of which a first start makes demo years: each locality's once, as it stands after its amendments. */
export function demoPlans(): ShippedPlan[] {
  const latest = Map.groupBy(shippedPlans(), ({ file }) => localityOf(file));
  const plans = [...latest.values()].flatMap((versions) => versions.toSorted(byVersion).slice(-1));
  return plans.toSorted((a, b) => isFirst(b) - isFirst(a));
}

/** The plans that come with the product, amendments among them (`x.v2.yaml`): every YAML file beside this one. */
export function shippedPlans(): ShippedPlan[] {
  return readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(import.meta.dirname, file), 'utf8') }));
}

function localityOf(file: string): string {
  return file.slice(0, file.indexOf('.'));
}

function byVersion(a: ShippedPlan, b: ShippedPlan): number {
  return versionOf(a) - versionOf(b);
}

function versionOf({ file }: ShippedPlan): number {
  return Number(/\.v(\d+)\.yaml$/.exec(file)?.[1] ?? 1);
}

export type ShippedYear = { first: ShippedPlan; amendment: ShippedPlan | null };

/** Each locality's year as it was: its first plan, and the amendment that came to it. Beginning with the same one. */
export function shippedYears(): ShippedYear[] {
  const years = [...Map.groupBy(shippedPlans(), ({ file }) => localityOf(file)).values()].map((versions) => {
    const [first, amendment = null, ...more] = versions.toSorted(byVersion);
    if (first === undefined || more.length > 0) throw new Error('A year is played with at most one amendment');
    return { first, amendment };
  });
  return years.toSorted((a, b) => isFirst(b.first) - isFirst(a.first));
}

function isFirst({ file }: ShippedPlan): number {
  return Number(localityOf(file) === FIRST);
}
