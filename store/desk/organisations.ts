import type { Queryable } from '../database.ts';
import type { Historic } from '../historic/organisations.ts';

export type Organisation = {
  id: string;
  name: string;
  level: 'commune' | 'district' | 'province' | 'state';
  above: string | null;
};

const COLUMNS = 'id, name, level, above';

/** The organisation as it stands afterwards, which differs from the one asked for when the id was taken. */
export async function addOrganisation(
  db: Queryable,
  { id, name, level, above }: Organisation,
): Promise<{ added: boolean; organisation: Organisation }> {
  const added = await db.query<Organisation>(
    `insert into organisation (id, name, level, above) values ($1, $2, $3, $4) on conflict do nothing returning ${COLUMNS}`,
    [id, name, level, above],
  );
  const fresh = added.rows[0];
  if (fresh !== undefined) return { added: true, organisation: fresh };
  const known = await organisationOf(db, id);
  if (known === null) throw new Error(`Organisation ${id} was neither inserted nor found`);
  return { added: false, organisation: known };
}

export async function organisationOf(db: Queryable, id: string): Promise<Organisation | null> {
  const found = await db.query<Organisation>(`select ${COLUMNS} from organisation where id = $1`, [id]);
  return found.rows[0] ?? null;
}

/** The organisation itself, the one above it, and those below. */
export async function organisationsAround(
  db: Queryable,
  id: string,
): Promise<(Organisation & { historic: Historic | null })[]> {
  const found = await db.query<Organisation & { historic: Historic | null }>(
    `select ${COLUMNS}, (
       select jsonb_build_object('seed', seed, 'importedAt', (extract(epoch from imported_at) * 1000)::bigint)
       from historic_organisation where org_id = organisation.id) as historic
     from organisation
     where id = $1 or above = $1 or id = (select above from organisation where id = $1) order by id`,
    [id],
  );
  return found.rows;
}
