import { sha256 } from './hash.ts';

export type Statement = (values: unknown[]) => { name: string; text: string; values: unknown[] };

/**
 * A statement that each connection parses and plans once, for what every step runs: a third of PostgreSQL's work for a
 * step was planning, measured. Named by its own text, so that two releases beside each other never share a name.
 */
export function statement(text: string): Statement {
  const name = sha256(text).slice(0, 32);
  return (values) => ({ name, text, values });
}

const known = new Map<string, Statement>();

/**
 * The same for a text that is put together when it is asked, of parts that the code knows: by a sight, never by a value.
 * What somebody owes took four times as long to plan as to read, measured.
 */
export function statementOf(text: string): Statement {
  const found = known.get(text) ?? statement(text);
  known.set(text, found);
  return found;
}
