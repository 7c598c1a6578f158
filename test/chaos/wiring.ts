import { z } from 'zod';

/** What the harness tells its worker and API processes. `CHAOS_PLANTED` is read here and nowhere in the product. */
const variables = z.object({
  DATABASE_URL: z.string(),
  TEMPORAL_ADDRESS: z.string(),
  CACHE_DIR: z.string(),
  TOKEN_KEY: z.string(),
  CHAOS_PLANTED: z.enum(['none', 'record-without-key', 'told-before-commit', 'old-deadline']),
});

export type Wiring = z.output<typeof variables>;

export type Planted = Wiring['CHAOS_PLANTED'];

export const PLANTED: readonly Planted[] = variables.shape.CHAOS_PLANTED.options;

export function wiringOf(env: NodeJS.ProcessEnv): Wiring {
  return variables.parse(env);
}
