import { resolve } from 'node:path';
import { z } from 'zod';

const checkout = resolve(import.meta.dirname, '..');

const url = (protocol: RegExp, error: string) => z.url({ protocol, error });
const port = 'must be a port number from 0 to 65535, where 0 means any free one';

/** One entry per variable; the message completes the sentence "NAME …". */
const variables = z.object({
  DATABASE_URL: url(/^postgres(ql)?$/, 'must look like postgres://user:password@host:5432/database').optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s:/]+:\d{1,5}$/, 'must look like host:7233')
    .optional(),
  TEMPORAL_NAMESPACE: z
    .string()
    .regex(/^[\w.-]+$/, 'must be letters, digits, ".", "_" or "-"')
    .default('default'),
  SMTP_URL: url(/^smtps?$/, 'must look like smtp://user:password@host:587').optional(),
  VINHDANH_API_PORT: z
    .string()
    .regex(/^\d{1,5}$/, port)
    .transform(Number)
    .refine((value) => value <= 65_535, port)
    .default(0),
  VINHDANH_API_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be an address or host name to listen on, such as 127.0.0.1')
    .default('127.0.0.1'),
  VINHDANH_DATA_DIR: z
    .string()
    .transform((folder) => resolve(folder))
    .default(resolve(checkout, '.vinh-danh')),
  VINHDANH_LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
});

export type Config = {
  databaseUrl: string | undefined;
  temporalAddress: string | undefined;
  temporalNamespace: string;
  smtpUrl: string | undefined;
  apiPort: number;
  apiHost: string;
  dataDir: string;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
};

export class ConfigFault extends Error {
  override readonly name = 'ConfigFault';
}

/** Everything that is wrong at once: nobody should mend a configuration one restart at a time. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = withoutEmpty(env);
  const read = variables.safeParse(given);
  const faults = [...(read.error?.issues.map(describe) ?? []), ...unknownOnes(given)];
  if (!read.success || faults.length > 0) throw new ConfigFault(`The configuration is wrong:\n${faults.join('\n')}`);
  return toConfig(read.data);
}

/** Compose files pass an unset variable as an empty one. */
function withoutEmpty(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

/** The value is left out: it may hold a password, and logs are kept. */
const describe = (issue: z.core.$ZodIssue): string => `- ${issue.path.join('.')} ${issue.message}`;

function unknownOnes(given: object): string[] {
  const known = Object.keys(variables.shape);
  const ours = known.filter((name) => name.startsWith('VINHDANH_')).join(', ');
  const strangers = Object.keys(given).filter((name) => name.startsWith('VINHDANH_') && !known.includes(name));
  return strangers.map((name) => `- ${name} is not a variable of this product, which has ${ours}`);
}

const toConfig = (read: z.infer<typeof variables>): Config => ({
  databaseUrl: read.DATABASE_URL,
  temporalAddress: read.TEMPORAL_ADDRESS,
  temporalNamespace: read.TEMPORAL_NAMESPACE,
  smtpUrl: read.SMTP_URL,
  apiPort: read.VINHDANH_API_PORT,
  apiHost: read.VINHDANH_API_HOST,
  dataDir: read.VINHDANH_DATA_DIR,
  logLevel: read.VINHDANH_LOG_LEVEL,
});

/** The whole stack is ours, and may be made and thrown away as one. */
export const isEmbedded = (config: Config): boolean =>
  config.databaseUrl === undefined && config.temporalAddress === undefined;
