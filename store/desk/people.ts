import type { PersonRole } from '../../domain/roles.ts';
import { type Database, inTransaction, type Queryable } from '../database.ts';
import { sendUnaddressed } from '../reminders/queue-notices.ts';

export type Person = { id: string; name: string; email: string | null; role: PersonRole; unit: string | null };

export function keepPerson(database: Database, org: string, person: Person): Promise<void> {
  const { id, name, email, role, unit } = person;
  return inTransaction(database, async (tx) => {
    await tx.query(
      `insert into person (org_id, id, name, email, role, unit) values ($1, $2, $3, $4, $5, $6)
       on conflict (org_id, id) do update set name = excluded.name, email = excluded.email, role = excluded.role, unit = excluded.unit`,
      [org, id, name, email, role, unit],
    );
    if (email !== null) await sendUnaddressed(tx, org, id);
  });
}

export async function peopleOf(db: Queryable, org: string): Promise<Person[]> {
  const found = await db.query<Person>(
    'select id, name, email, role, unit from person where org_id = $1 order by role, unit, id',
    [org],
  );
  return found.rows;
}
