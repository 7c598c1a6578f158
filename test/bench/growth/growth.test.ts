import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Mailer, openMailer } from '../../../worker/mail-transport.ts';
import { freshDatabase, type TestDatabase } from '../../builders/database.ts';
import { type BenchWorld, openBenchWorld } from '../world.ts';
import { grow } from './grow.ts';
import { openSmtpSink, type SmtpSink } from './smtp-sink.ts';

let database: TestDatabase;
let sink: SmtpSink;
let mailer: Mailer;
let world: BenchWorld;

beforeAll(async () => {
  [database, sink] = await Promise.all([freshDatabase(inject('clusterUrl')), openSmtpSink()]);
  mailer = openMailer(sink.url);
  world = await openBenchWorld(database, mailer.send);
});
afterAll(async () => {
  await world?.close();
  mailer?.close();
  await sink?.stop();
  await database?.close();
});

test('an office that grows is measured at each size by what stands in its stores and at the mail server', async () => {
  const found = await grow({
    world,
    ownerUrl: database.url,
    sink,
    sizes: [20, 60],
    cases: 4,
    clients: 8,
    say: () => undefined,
  });
  console.log(JSON.stringify(found, null, 1));
  expect(found.map(({ asleep }) => asleep)).toEqual([20, 60]);
});
