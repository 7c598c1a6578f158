import pg from 'pg';

/** All streams of a database as comparable texts: what the seed does not fix (ids, salts and what hangs on them) is masked. */
export async function comparableStreams(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const found = await client.query<{ stream: string; texts: string[] }>(
      'select org_id || $1 || stream as stream, array_agg(text order by seq) as texts from event group by org_id, stream',
      ['/'],
    );
    return found.rows.map(({ texts }) => masked(texts)).sort();
  } finally {
    await client.end();
  }
}

/** Members that are salted or hashed, and so differ in every run. */
const SALTED = new Set(['prev', 'commitment', 'hash', 'copyHash', 'dossier']);
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

function masked(texts: readonly string[]): string {
  const names = new Map<string, string>();
  const nameOf = (id: string) => {
    const known = names.get(id) ?? `id-${names.size + 1}`;
    names.set(id, known);
    return known;
  };
  const events = texts.map((text) => JSON.stringify(withoutSalts(JSON.parse(text))));
  return events.map((text) => text.replace(UUID, nameOf)).join('\n');
}

function withoutSalts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSalts);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [
    key,
    SALTED.has(key) && typeof member === 'string' ? '*' : withoutSalts(member),
  ]);
  return Object.fromEntries(members);
}
