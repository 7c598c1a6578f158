import { isClean, reportText } from '../../audit/report.ts';
import { verifyExport } from '../../audit/verify.ts';
import type { Database } from '../../store/database.ts';
import { exportLedger } from '../../store/ledger/export.ts';
import type { CaughtMail } from '../stack/mail-catcher.ts';

type Check = { name: string; sql: string };

/** Each query finds what must not be; an empty answer is a promise kept. */
const CHECKS: readonly Check[] = [
  { name: 'every command is settled', sql: 'select id::text as what from command where settled_at is null' },
  {
    name: 'every accepted command stands once in the ledger',
    sql: `select c.kind || ' on ' || c.stream as what from command c left join event e on e.org_id = c.org_id and e.command_id = c.id and e.index_in_command = 0 where (c.outcome ->> 'ok')::boolean and c.kind <> 'SaveDraft' and e.seq is null`,
  },
  {
    name: 'no refused command left an event',
    sql: `select c.id::text as what from command c join event e on e.org_id = c.org_id and e.command_id = c.id where not (c.outcome ->> 'ok')::boolean`,
  },
  {
    name: 'the board shows the last event of each proposal',
    sql: `select h.stream as what from head h left join proposal_board p on p.org_id = h.org_id and 'proposal/' || p.id = h.stream where h.kind = 'proposal' and p.seq is distinct from h.seq`,
  },
  {
    name: 'every proposal that was not withdrawn holds its own place',
    sql: `select p.id::text as what from proposal_board p left join proposal_claim c on c.org_id = p.org_id and c.proposal = p.id where p.state <> 'withdrawn' and c.proposal is null`,
  },
  {
    name: 'every granted line bears its decision’s number',
    sql: `select p.id::text as what from proposal_board p join register_number r on r.org_id = p.org_id and r.decision = p.award ->> 'decision' and not r.replaced where p.award ->> 'number' <> r.number`,
  },
  {
    name: 'every line of a numbered decision is granted',
    sql: `select l ->> 'proposal' as what from list_board d, jsonb_array_elements(d.state -> 'lines') l join proposal_board p on p.id = (l ->> 'proposal')::uuid where d.kind = 'decision' and d.phase = 'numbered' and p.org_id = d.org_id and p.state not in ('granted', 'conferred', 'revoked')`,
  },
  {
    name: 'one digest a person and day',
    sql: 'select person as what from digest group by org_id, person, local_day having count(*) > 1',
  },
];

/** The names of the promises that were broken, each with an example. */
export async function brokenInvariants(
  database: Database,
  logOrigin: string,
  mails: readonly CaughtMail[],
): Promise<string[]> {
  const broken: string[] = [];
  for (const { name, sql } of CHECKS) {
    const found = await database.query<{ what: string }>(`${sql} limit 3`);
    if (found.rows.length > 0) broken.push(`${name}: ${found.rows.map(({ what }) => what).join(', ')}`);
  }
  return [...broken, ...doubledMails(mails), ...(await ledgerTroubles(database, logOrigin))];
}

/** The whole ledger, as an auditor would: every chain again, every decision again. */
async function ledgerTroubles(database: Database, logOrigin: string): Promise<string[]> {
  const report = await verifyExport(exportLedger(database), { logOrigin, withCommands: true });
  return isClean(report) ? [] : [`the ledger verifies: ${reportText(report)}`];
}

function doubledMails(mails: readonly CaughtMail[]): string[] {
  const ids = mails.map(({ messageId }) => messageId);
  const doubled = ids.filter((id, index) => ids.indexOf(id) !== index);
  return doubled.length === 0 ? [] : [`every mail is sent once when nothing fails: ${doubled.join(', ')}`];
}
