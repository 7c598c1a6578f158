import { Command, InvalidArgumentError } from 'commander';
import type { Plan } from '../../domain/plan/plan.ts';
import { quietTemporal } from '../product.ts';
import { rehearse } from '../rehearsal/rehearse.ts';
import { verdictOn } from '../rehearsal/report.ts';
import { planOfFile } from './plan/plan-of-file.ts';
import { Stop } from './plan/stop.ts';

const whole = (text: string) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number from 1 on.');
  return value;
};

const program = new Command('rehearse')
  .description('Plays a whole award year of a plan, with scripted people, before it is launched')
  .argument('<plan>', 'the plan’s YAML file')
  .option('--proposals <n>', 'how many proposals', whole, 120)
  .option('--units <n>', 'how many units propose', whole, 12)
  .option('--seed <n>', 'the same seed gives the same year', whole, 1)
  .option('--amendment <file>', 'the next version of the plan, published as soon as the year has begun')
  .option('--verbose', 'show every refused act')
  .action(run);

type PlanFile = { plan: Plan; yaml: string };

type Options = { proposals: number; units: number; seed: number; amendment?: string; verbose?: boolean };

async function run(file: string, { proposals, units, seed, amendment, verbose }: Options): Promise<void> {
  quietTemporal();
  const begun = Date.now();
  const { plan, yaml } = firstVersion(file);
  const amended = amendment === undefined ? {} : { amendment: nextVersion(amendment, plan) };
  const say = (line: string) => process.stderr.write(`${line}\n`);
  process.stdout.write(`Rehearsing ${plan.title}: ${proposals} proposals of ${units} units, seed ${seed}\n`);
  const { report, broken, played } = await rehearse({
    plan,
    yaml,
    ...amended,
    proposals,
    units,
    seed,
    say,
    progress: progressLine(),
  });
  process.stdout.write(`\n${report}`);
  if (verbose === true)
    for (const { who, kind, code, detail } of played.refused) say(`refused: ${who} ${kind} ${code} ${detail}`);
  const verdict = verdictOn(broken);
  process.stdout.write(`${verdict.text}${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
  process.exitCode = verdict.exitCode;
}

/** A year begins with the first version of its plan. */
function firstVersion(file: string): PlanFile {
  const read = planOfFile(file);
  if (read.plan.version === 1) return read;
  throw new Stop(
    2,
    `${file} is version ${read.plan.version}; give the plan's first version, and this one as --amendment ${file}`,
  );
}

function nextVersion(file: string, plan: Plan): PlanFile {
  const read = planOfFile(file);
  if (read.plan.key === plan.key && read.plan.version === plan.version + 1) return read;
  throw new Stop(
    2,
    `${file} is ${read.plan.key}, version ${read.plan.version}; an amendment is version ${plan.version + 1} of ${plan.key}`,
  );
}

/** One line that moves on a terminal; a line a month elsewhere. */
function progressLine(): (line: string) => void {
  let month = '';
  return (line) => {
    if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K${line}`);
    else if (line.slice(0, 7) !== month) process.stdout.write(`${line}\n`);
    month = line.slice(0, 7);
  };
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
// The SDK's native threads would keep the process for a while after all is stopped.
process.exit(process.exitCode ?? 0);
