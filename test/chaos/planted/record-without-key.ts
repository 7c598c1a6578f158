import { randomUUID } from 'node:crypto';
import type { Database } from '../../../store/database.ts';
import { otherwise, type Query } from './connections.ts';

/** Where the id of a command and its key stand among the values of its insert. */
const [ID, KEY] = [1, 9];

/** Planted: the record keeps no key, and each repeat of a request is another command. */
export function withoutKeys(database: Database): Database {
  return otherwise(database, (query) => {
    const asks = (...asked: Parameters<Query>) => query(...forgetKey(asked));
    // The API calls it with a statement or with a text and values, and awaits it.
    return { query: asks as Query };
  });
}

function forgetKey(asked: Parameters<Query>): Parameters<Query> {
  const [statement]: readonly unknown[] = asked;
  if (!isInsert(statement)) return asked;
  const values = statement.values.with(ID, randomUUID()).with(KEY, null);
  return [{ ...statement, values }] as unknown as Parameters<Query>;
}

function isInsert(asked: unknown): asked is { text: string; values: unknown[] } {
  if (typeof asked !== 'object' || asked === null || !('text' in asked) || !('values' in asked)) return false;
  return typeof asked.text === 'string' && asked.text.startsWith('insert into command ');
}
