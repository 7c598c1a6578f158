import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type ShippedPlan = { file: string; text: string };

/** The plans that come with the product: every YAML file beside this one. */
export function shippedPlans(): ShippedPlan[] {
  return readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(import.meta.dirname, file), 'utf8') }));
}

/** One demo year is enough to look around in; each more would make the first start longer. */
const OPENED_AS_DEMO: readonly string[] = ['hoang-mai-2021.yaml'];

export function demoPlans(): ShippedPlan[] {
  return shippedPlans().filter(({ file }) => OPENED_AS_DEMO.includes(file));
}
