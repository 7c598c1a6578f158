import { Writable } from 'node:stream';
import fastify from 'fastify';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { REDACTED } from '../../api/redacted.ts';

test('a row that the database refuses is not told to the log', async () => {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const client = new pg.Client(inject('clusterUrl'));
  await client.connect();
  await client.query('create temporary table kept (name text, due integer not null)');
  const refused = await client
    .query(`insert into kept values ('Nguyễn Thị Huệ', null)`)
    .catch((error: unknown) => error);
  await client.end();
  expect(refused).toMatchObject({ detail: expect.stringContaining('Nguyễn Thị Huệ') });
  fastify({ logger: { level: 'error', redact: [...REDACTED], stream } }).log.error({ err: refused }, 'refused');
  expect(lines.join('')).toContain('null value in column');
  expect(lines.join('')).not.toContain('Nguyễn Thị Huệ');
});
