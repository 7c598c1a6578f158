import type { Client } from '@temporalio/client';
import type { PublishedPlan } from '../../domain/award-year/year.ts';
import type { Json } from '../../domain/json.ts';
import type { Basis } from '../../domain/ledger/envelope.ts';
import type { CouncilRegulation } from '../../domain/plan/plan.ts';
import type { PinnedRound } from '../../domain/proposal/round.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import type { Role } from '../../domain/roles.ts';
import { type Actor, hasWorkflow } from '../../domain/stream.ts';
import type { CommandRow } from '../../store/commands/command-row.ts';
import { receiveCommand } from '../../store/commands/receive-command.ts';
import { settleAtOnce } from '../../store/desk/settle-at-once.ts';
import { commitment, derivedId, sha256 } from '../../store/hash.ts';
import { perform } from '../../store/step/perform.ts';
import type { StepDependencies } from '../../store/step/stream-step.ts';
import { sendCommand } from '../../workflows/send-command.ts';
import { counted } from './counted.ts';
import { round } from './round.ts';

export const ORG = 'test-office';
export const UNIT = 'ward-1';

/** Somebody of the test's office; a unit's roles speak for `UNIT` unless told otherwise. */
export function person(role: Role, id: string = role, unit: string | null = null): Actor {
  const ofUnit = role === 'unitClerk' || role === 'unitHead';
  return { id, role, org: ORG, unit: unit ?? (ofUnit ? UNIT : null), actingFor: null };
}

export type Office = { step: StepDependencies; client: Client | null };

export type Ask = {
  stream: string | { begins: string };
  kind: string;
  body?: Json;
  by: Actor;
  basis?: Basis;
  key: string;
};

/** Writes a command down as the API does, and leaves it there. */
export async function receive(office: Office, ask: Ask): Promise<CommandRow> {
  const body = ask.body ?? {};
  const received = await receiveCommand(office.step.database, office.step.clock, {
    org: ask.by.org,
    stream: ask.stream,
    kind: ask.kind,
    by: ask.by,
    idempotencyKey: ask.key,
    bodyHash: sha256(JSON.stringify(body)),
    body,
    basis: ask.basis ?? null,
  });
  if ('conflict' in received) throw new Error(`The key ${ask.key} was used for another command`);
  return received.command;
}

/** Writes it down and brings it to its stream: through its workflow where there is one and a client is given. */
export async function act(
  office: Office,
  ask: Ask,
): Promise<{ stream: string; command: string; outcome: CommandOutcome }> {
  const command = await receive(office, ask);
  return { stream: command.stream, command: command.id, outcome: await bring(office, command) };
}

export async function bring({ step, client }: Office, { org, stream, id }: CommandRow): Promise<CommandOutcome> {
  if (client !== null && hasWorkflow(stream)) return sendCommand(client, { org, stream, command: id });
  const answer = await perform(step, { org, stream, known: null, act: { command: id } });
  if (answer.status !== 'settled') throw new Error(`Answered with ${answer.status}`);
  return answer.outcome;
}

/** A person of the office whom reminders reach; `person` needs none, since its commands come without a session. */
export async function engage({ step }: Office, id: string, role: Role, unit: string | null): Promise<void> {
  const email = `${id.replaceAll(' ', '.')}@vinh-danh.invalid`;
  await step.database.query(
    'insert into person (org_id, id, name, email, role, unit) values ($1, $2, $2, $3, $4, $5)',
    [ORG, id, email, role, unit],
  );
}

/** An office with one published plan of the given rounds. */
export async function openOffice(
  office: Office,
  rounds: readonly PinnedRound[] = [round()],
  change: Partial<PublishedPlan> = {},
  regulation: CouncilRegulation | null = null,
): Promise<{ year: string }> {
  const { database } = office.step;
  const plan = rounds[0]?.plan ?? 'test-plan';
  await database.query(
    `insert into organisation (id, name, level) values ($1, 'Văn phòng thử', 'district') on conflict do nothing`,
    [ORG],
  );
  const published: PublishedPlan = {
    plan,
    version: 1,
    year: 2021,
    hash: sha256(plan),
    demo: false,
    duties: [],
    milestones: [],
    ...change,
  };
  await uploadPlan(office, published, rounds, regulation);
  const { stream } = await act(office, {
    stream: { begins: 'year' },
    kind: 'PublishPlan',
    body: { plan, version: 1 },
    by: person('standingOffice'),
    key: `publish ${plan}`,
  });
  return { year: stream };
}

export async function uploadPlan(
  { step }: Office,
  published: PublishedPlan,
  rounds: readonly PinnedRound[],
  regulation: CouncilRegulation | null = null,
  cluster = 'cluster-1',
): Promise<void> {
  const content = {
    title: `Kế hoạch thử ${published.plan}`,
    units: [
      { key: UNIT, onePerson: false, cluster },
      { key: 'solo', onePerson: true },
    ],
    councilRegulation: regulation,
  };
  await step.database.query(
    `insert into plan_version (org_id, plan, version, hash, yaml, content, published, rounds) values ($1, $2, $3, $4, '', $5, $6, $7)`,
    [
      ORG,
      published.plan,
      published.version,
      published.hash,
      JSON.stringify(content),
      JSON.stringify(published),
      JSON.stringify(rounds),
    ],
  );
}

/** A draft on the desk, as the unit left it; its id will be the proposal's. */
export async function draft(
  { step }: Office,
  change: {
    title?: string;
    plan?: string;
    round?: string;
    unit?: string;
    subject?: string;
    achievement?: string;
    byOffice?: boolean;
  } = {},
): Promise<string> {
  counted.drafts += 1;
  const number = counted.drafts;
  const {
    title = 'LDTT',
    plan = 'test-plan',
    round: key = 'annual',
    unit = UNIT,
    subject = derivedId('subject', String(number)),
    achievement = null,
    byOffice = false,
  } = change;
  const id = derivedId('draft', String(number));
  const salt = '00'.repeat(32);
  await step.database.query(
    `insert into subject (org_id, id, kind, unit, name, salt, commitment) values ($1, $2, 'person', $3, 'Nguyễn Thị Thử', $4, $5) on conflict do nothing`,
    [ORG, subject, unit, salt, commitment(salt, 'Nguyễn Thị Thử')],
  );
  await step.database.query(
    `insert into draft (org_id, id, code, plan, round, unit, subject, title, achievement, content, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '{"report":"Thành tích"}', 'unitClerk')`,
    [ORG, id, `T-${number}`, plan, key, unit, subject, title, achievement],
  );
  if (byOffice) await saveAsOffice({ step, client: null }, id);
  return id;
}

/** Whose draft it is stands in the command by which it was begun. */
async function saveAsOffice(office: Office, id: string): Promise<void> {
  const saved = await receive(office, savedByOffice(id));
  await settleAtOnce(office.step.database, ORG, saved.id);
}

export function savedByOffice(id: string): Ask {
  const by = person('standingOffice', 'drafter');
  return { stream: `proposal/${id}`, kind: 'SaveDraft', by, key: `save ${id}` };
}

/** The commitment of no words in particular. */
export const WORDS = { text: '00000000-0000-4000-8000-000000000000', commitment: 'c0ffee' };
