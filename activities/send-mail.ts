import type { WorkingCalendar } from '../domain/calendar/working-days.ts';
import type { Clock } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import {
  type Delivery,
  dropDelivery,
  failDelivery,
  failUnaddressed,
  planTitles,
  readDelivery,
  settleDelivery,
  stillOwedBy,
} from '../store/reminders/deliveries.ts';
import { closeDelivery, isStillGathering, outcomesToTell } from '../store/reminders/notices.ts';
import { digestText } from './digest-text.ts';
import { noticeText } from './notice-text.ts';

/** Sends one mail; resolves when the server has taken it, throws when it has not. */
export type MailTransport = (mail: { messageId: string; to: string; subject: string; text: string }) => Promise<void>;

export type SendMailDependencies = { database: Database; calendar: WorkingCalendar; clock: Clock; mail: MailTransport };

/**
 * Composes a mail at the moment of sending, so that what was done meanwhile is not asked for again, and sends it.
 * At least once: a crash between the server's yes and our note sends it twice, under the same Message-ID.
 */
export function createSendMail({
  database,
  mail,
}: SendMailDependencies): (job: { org: string; delivery: string }) => Promise<void> {
  return async function send({ org, delivery: id }): Promise<void> {
    const delivery = await readDelivery(database, org, id);
    if (delivery === null || delivery.status === 'sent' || delivery.status === 'dropped') return;
    // Whoever entered an address meanwhile found no mail that had failed, and queued none: it goes there from here.
    if (delivery.email === null)
      return (await failUnaddressed(database, delivery)) ? undefined : send({ org, delivery: id });
    const composed = await (delivery.kind === 'notice' ? notice : digest)(database, delivery);
    if (composed === null) return dropDelivery(database, delivery);
    const { items, ...words } = composed;
    try {
      await mail({ messageId: `<${id}@vinh-danh>`, to: delivery.email, ...words });
    } catch (error) {
      await failDelivery(database, org, id, error instanceof Error ? error.message : String(error));
      throw error;
    }
    await settleDelivery(database, org, id, items);
  };
}

type Composed = { subject: string; text: string; items: number };

async function digest(database: Database, delivery: Delivery): Promise<Composed | null> {
  const owed = await stillOwedBy(database, delivery);
  if (owed.length === 0) return null;
  const { org, name, asOf } = delivery;
  const titles = await planTitles(database, org);
  return { ...digestText({ name, asOf, titles }, owed), items: owed.length };
}

/** Closed before it is composed: what happens from now on is told by another mail. */
async function notice(database: Database, delivery: Delivery): Promise<Composed | null> {
  if (await isStillGathering(database, delivery)) throw new Error('Cases of the same list are still on their way');
  await closeDelivery(database, delivery);
  const told = await outcomesToTell(database, delivery);
  return told.length === 0 ? null : { ...noticeText(delivery.name, told), items: told.length };
}
