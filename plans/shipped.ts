import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The plans that come with the product: every YAML file beside this one. */
export function shippedPlans(): { file: string; text: string }[] {
  return readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(import.meta.dirname, file), 'utf8') }));
}
