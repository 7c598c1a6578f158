import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type ShippedPlan = { file: string; text: string };

/** The one that a first start opens as a demo year. */
const DEMO = 'hoang-mai-2021.yaml';

/** The plans of which a first start makes demo years; each more would make it longer. */
export function demoPlans(): ShippedPlan[] {
  return shippedPlans().filter(({ file }) => file === DEMO);
}

/** The plans that come with the product, amendments among them: every YAML file beside this one. */
export function shippedPlans(): ShippedPlan[] {
  return readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(import.meta.dirname, file), 'utf8') }));
}
