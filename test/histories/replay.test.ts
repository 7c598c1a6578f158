import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workflowBundle } from '../../worker/bundle.ts';
import { payloadTexts } from '../builders/history.ts';

/** Histories of every finished path, as the code of their day played them; only ever added to (`record.ts`). */
const NAMES = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''));

let folder: string;
let codePath: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vinh-danh-replay-'));
  codePath = await workflowBundle(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function textOf(name: string): Promise<string> {
  return readFile(join(import.meta.dirname, `${name}.json`), 'utf8');
}

/** What each history says to today's workflows; null when it plays to its end. */
async function replayed(histories: readonly { workflowId: string; history: unknown }[]) {
  const faults: Record<string, Error | null> = {};
  const results = Worker.runReplayHistories({ workflowBundle: { codePath }, replayName: 'histories' }, histories);
  for await (const { workflowId, error } of results) faults[workflowId] = error ?? null;
  return faults;
}

test('every finished path has its recorded history', () => {
  expect([...NAMES].sort()).toEqual(
    [
      'granted',
      'decision',
      'rejected',
      'returned-and-resubmitted',
      'not-nominated',
      'withdrawn',
      'not-passed',
      'declined',
      'decision-declined',
      'struck-and-relisted',
      'decision-with-a-struck-line',
      'granted-above',
      'submission',
      'opened-from-below',
      'refused-above',
      'returned-from-above',
      'every-stage',
      'lapsed',
      'reinstated',
      'imported',
      'year',
      'reminders',
    ].sort(),
  );
});

test('what ran once still runs the same: every recorded history replays on the workflows of today', async () => {
  const histories = await Promise.all(
    NAMES.map(async (name) => ({ workflowId: name, history: JSON.parse(await textOf(name)) as unknown })),
  );
  expect(await replayed(histories)).toEqual(Object.fromEntries(NAMES.map((name) => [name, null])));
});

test('a history that today’s workflows would not have made is refused', async () => {
  const other = await textOf('granted').then(withAnotherActivity);
  const faults = await replayed([{ workflowId: 'other', history: JSON.parse(other) as unknown }]);
  expect(faults.other).toBeInstanceOf(DeterminismViolationError);
});

/** As if the first step had been taken by an activity of another name: local activities stand in markers, encoded. */
function withAnotherActivity(text: string): string {
  const marker = payloadTexts(text).find((payload) => payload.includes('"activity_type":"perform"')) ?? '';
  const renamed = marker.replace('"activity_type":"perform"', '"activity_type":"decide"');
  const tampered = text.replace(encoded(marker), encoded(renamed));
  expect(tampered).not.toBe(text);
  return tampered;
}

const encoded = (payload: string) => Buffer.from(payload).toString('base64');

test('no history bears a name, only ids, codes and hashes', async () => {
  const texts = await Promise.all(NAMES.map(textOf));
  const words = texts.flatMap((text) => [text, ...payloadTexts(text)]).join('\n');
  expect(words).toContain('EvidenceHandedIn');
  for (const name of ['Nguyễn', 'Thành tích', 'vinh-danh.invalid']) expect(words).not.toContain(name);
});
