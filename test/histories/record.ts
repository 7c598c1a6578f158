import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AHEAD } from '../builders/ahead.ts';
import { startCluster } from '../builders/database.ts';
import { historyText } from '../builders/history.ts';
import { openOffices, PATHS, type Year, yearEnds } from '../builders/paths.ts';
import { play } from '../builders/play.ts';
import { openWorld, type World } from '../builders/world.ts';

/**
 * Plays every finished path and writes the histories that are not there yet: `node test/histories/record.ts`. One that
 * is there is never written again, since running workflows were made by the code of its day; when it no longer replays,
 * the code needs a patch or a new version.
 */
const cluster = await startCluster();
try {
  const world = await openWorld(cluster.url, AHEAD);
  try {
    await record(world);
  } finally {
    await world.close();
  }
} finally {
  await cluster.stop();
}

async function record(world: World): Promise<void> {
  const on: Year = { ...play(world), now: world.now, moveTo: world.moveTo };
  const { year } = await openOffices(on);
  for (const path of [...PATHS, (at: Year) => yearEnds(at, year)]) {
    for (const [name, workflowId] of Object.entries(await path(on))) await keep(world, name, workflowId);
  }
}

async function keep({ client }: World, name: string, workflowId: string): Promise<void> {
  const file = join(import.meta.dirname, `${name}.json`);
  if (existsSync(file)) return console.log(`${name}: kept as it is`);
  const workflow = client.workflow.getHandle(workflowId);
  // A workflow ends a moment after the act that ends its stream.
  for (let patience = 200; (await workflow.describe()).status.name !== 'COMPLETED'; patience -= 1) {
    if (patience === 0) throw new Error(`The workflow of ${name} has not ended`);
    await pause(50);
  }
  const text = historyText(await workflow.fetchHistory());
  await writeFile(file, text);
  console.log(`${name}: ${text.split('\n').length - 3} events, ${text.length} bytes`);
}
