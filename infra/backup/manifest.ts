import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What a backup says of itself: when it was taken, and of every file its SHA-256, by its path in the backup. */
export type Manifest = z.infer<typeof manifestSchema>;

const manifestSchema = z.object({
  version: z.literal(1),
  takenAt: z.string(),
  files: z.record(z.string(), z.string()),
});

export const MANIFEST = 'manifest.json';

/** Throws a sentence where the folder is no backup. */
export function readManifest(backup: string): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(join(backup, MANIFEST), 'utf8')));
  } catch (cause) {
    throw new Error(`${backup} is no whole backup: its ${MANIFEST} cannot be read.`, { cause });
  }
}
