import type { Json } from '../../domain/json.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import type { Clock } from '../../store/clock.ts';
import type { CommandRow } from '../../store/commands/command-row.ts';
import { commandId, findCommand, receiveCommand } from '../../store/commands/receive-command.ts';
import type { Transaction } from '../../store/database.ts';
import { keepTexts, type PrivateTextRow } from '../../store/desk/private-texts.ts';
import { commitment, derivedId, newSalt, sha256 } from '../../store/hash.ts';
import { actorOf } from '../identity.ts';
import { Problem } from '../problem.ts';
import { replaceTexts } from '../written-text.ts';
import type { Order } from './order.ts';

/** Looks at what the order names, before it is written down for the first time. Throws a Problem to refuse. */
export type Check = (tx: Transaction, command: string) => Promise<void>;

/**
 * The command's row and its texts, in one transaction with the checks. A repeat is answered from its row: what the
 * first try was checked against may have changed since, and that is no reason to answer it differently.
 */
export async function writeDown(tx: Transaction, clock: Clock, order: Order, check: Check): Promise<CommandRow> {
  const { by, idempotencyKey, stream, kind, basis } = order;
  const id = commandId(by.org, by.id, idempotencyKey);
  await checkFirstTry(tx, by.org, id, check);
  const { body, texts } = putTextsAside(id, order);
  const incoming = {
    org: by.org,
    stream,
    kind,
    by: actorOf(by),
    idempotencyKey,
    bodyHash: fingerprint(order),
    body,
    basis,
  };
  const received = await receiveCommand(tx, clock, incoming);
  if ('conflict' in received) throw reused(received.conflict);
  if (!received.repeated) await keepTexts(tx, by.org, texts);
  return received.command;
}

/** A first try that is committed while its repeat is checked may be why the repeat fails: then it is no first try. */
async function checkFirstTry(tx: Transaction, org: string, id: string, check: Check): Promise<void> {
  const isKnown = async () => (await findCommand(tx, org, id)) !== null;
  if (await isKnown()) return;
  try {
    await check(tx, id);
  } catch (error) {
    if (!(error instanceof Problem) || !(await isKnown())) throw error;
  }
}

function putTextsAside(id: string, order: Order): { body: Json; texts: PrivateTextRow[] } {
  const texts: PrivateTextRow[] = [];
  const replaced = replaceTexts(order.body, ({ path, words }) => {
    const text = { id: derivedId('text', id, path), salt: newSalt(), value: words };
    texts.push(text);
    return { text: text.id, commitment: commitment(text.salt, words) };
  });
  const added = order.added?.(id) ?? {};
  // A command's body is an object by every schema.
  return { body: { ...(replaced as { [name: string]: Json }), ...added }, texts };
}

/** Of the request as it came in. A WrittenText says its words here and nowhere else. */
function fingerprint({ stream, kind, body, basis, besides = null, by: { actingFor } }: Order): string {
  // Whoever acts for nobody sends no such member, and the fingerprints of before hold.
  const asked = { stream, kind, body, basis, besides, actingFor };
  return sha256(canonicalText(JSON.parse(JSON.stringify(asked)) as Json));
}

function reused({ id, kind, stream }: CommandRow): Problem {
  return new Problem('IDEMPOTENCY_KEY_REUSED', { facts: { command: id, kind, stream } });
}
