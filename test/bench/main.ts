import { parseArgs } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { readConfig } from '../../infra/config.ts';
import { openOffice } from '../builders/office.ts';
import { openBareLane } from './bare.ts';
import { costOfElevenDecisions, ownCommitsOfADecision } from './cost.ts';
import { openBenchDatabase } from './database.ts';
import { decisionLane } from './decisions.ts';
import { costOfAnnualRound } from './hoang-mai.ts';
import { elevenDecisions } from './pipeline.ts';
import { contextReport, costReport, speedReport } from './report.ts';
import { compare } from './throughput.ts';
import { type BenchWorld, openBenchWorld } from './world.ts';

// `npm run bench` comes here through infra/cli/bench.ts, which checks the options.

const CLIENTS = [1, 16];

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seconds: { type: 'string' } } });
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

const temporal = readConfig(process.env).temporalAddress ?? null;

Runtime.install({ logger: new DefaultLogger('ERROR') });
const database = await openBenchDatabase();
try {
  const world = await openBenchWorld({ database, temporal });
  try {
    await bench(world);
  } finally {
    await world.close();
  }
} finally {
  await database.close();
}

async function bench(world: BenchWorld): Promise<void> {
  await openOffice(world, [elevenDecisions(Date.now())]);
  const eleven = await costOfElevenDecisions(world);
  const ownCommits = await ownCommitsOfADecision(world);
  const annual = await costOfAnnualRound(world);
  process.stdout.write(`${costReport({ eleven, ownCommits, annual })}\n`);
  const bare = await openBareLane(world);
  try {
    const compared = await compare(bare, decisionLane(world), { clients: CLIENTS, rounds, seconds });
    process.stdout.write(`${speedReport(compared, rounds, seconds)}${contextReport(temporal)}`);
  } finally {
    await bare.close();
  }
}
