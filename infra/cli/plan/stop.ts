import { readFileSync, statSync } from 'node:fs';
import { MAX_PLAN_BYTES } from '../../../plans/yaml-text.ts';

/** Ends the command with a sentence for the person who gave it. */
export class Stop extends Error {
  readonly exitCode: 1 | 2;

  constructor(exitCode: 1 | 2, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function textOfFile(file: string): string {
  const bytes = bytesOf(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Stop(1, `${file} is not UTF-8 text; give a YAML file, saved as UTF-8, and no Word, PDF or Excel file`);
  }
}

function bytesOf(file: string): Buffer {
  try {
    const { size } = statSync(file);
    if (size >= MAX_PLAN_BYTES)
      throw new Stop(1, `${file} is 1 MiB or larger, which no plan is; give the plan file itself`);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Stop(2, `${file} ${whyUnreadable(error)}`);
  }
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'does not exist; check the name, relative to where you are';
  if (code === 'EISDIR') return 'is a folder; give a file in it';
  if (code === 'EACCES') return 'may not be read by you; ask for its permission';
  return `cannot be read (${String(error)})`;
}
