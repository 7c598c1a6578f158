import { writeFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { type LocalDate, parseLocalDate, parsePrintedDate } from '../../domain/calendar/local-date.ts';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { carryForward } from '../../domain/plan/carry-forward.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { resolvePlan } from '../../domain/plan/resolve.ts';
import { daysToOpenOn, shiftPlan } from '../../domain/plan/shift.ts';
import { describeFault } from '../../plans/fault.ts';
import { loadPlan } from '../../plans/load.ts';
import { writePlan } from '../../plans/write.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { calendarText } from './plan/calendar-text.ts';
import { concernsText } from './plan/concerns-text.ts';
import { planOfFile } from './plan/plan-of-file.ts';
import { Stop } from './plan/stop.ts';

// `npm run plan`. Data goes to stdout, talk to stderr. Exit 0: done; 1: the plan is refused; 2: the command was not
// given as it must be, or a file could not be read or written.

const calendar = workingCalendar(holidayTables);
const program = new Command('plan')
  .description('Check, carry forward or move the plan of an award year')
  .exitOverride();

program
  .command('check')
  .description('print the calendar of a plan and every anomaly of its source; a faulty plan ends with exit 1')
  .argument('<file>', 'plan as YAML')
  .action((file: string) => {
    const { plan } = planOfFile(file);
    process.stdout.write(calendarText(plan, resolvePlan(plan, calendar), file));
  });

program
  .command('carry-forward')
  .description("make a later year's plan from this one, and list what needs a person's eye")
  .argument('<file>', 'plan as YAML')
  .requiredOption('--to <year>', 'year of the new plan', yearArgument)
  .option('--out <file>', 'write the new plan here instead of to stdout')
  .action((file: string, { to, out }: { to: number; out?: string }) => {
    const { plan } = planOfFile(file);
    if (to <= plan.year) throw new Stop(2, `--to must be a year after ${plan.year}, the year of ${file}`);
    if (plan.moved !== null) throw new Stop(2, `${file} is a demo year; carry forward the plan that it was made from`);
    const carried = carryForward(plan, to, calendar);
    deliver(carried.plan, `Draft for ${to}, carried forward from ${plan.key}. Nothing of it has been issued yet.`, out);
    process.stderr.write(concernsText(carried.needsEye));
  });

program
  .command('demo')
  .description('move all dates of a plan so that registration in its main round is open on a day')
  .argument('<file>', 'plan as YAML')
  .requiredOption('--open-on <date>', 'the day, as yyyy-mm-dd or dd/mm/yyyy', dateArgument)
  .option('--out <file>', 'write the demo plan here instead of to stdout')
  .action((file: string, { openOn, out }: { openOn: LocalDate; out?: string }) => {
    const { plan } = planOfFile(file);
    const days = daysToOpenOn(plan, openOn);
    if (days === null)
      throw new Stop(1, `${file} has no round with a registration; give one to a round that is not standing`);
    const moved = shiftPlan(plan, days);
    deliver(moved, `Demo year: ${plan.key} with every date moved by ${days} days. For trying only.`, out);
    process.stderr.write(`Đã dời ${days} ngày / moved by ${days} days\n`);
  });

function deliver(plan: Plan, comment: string, out: string | undefined): void {
  const yaml = writePlan(plan, comment);
  const again = loadPlan(yaml, out ?? 'the new plan');
  // Moving days can break what held: a stage that opened on 29 February may be due before it opens.
  if ('faults' in again) throw new Stop(1, again.faults.map(describeFault).join('\n'));
  if (out === undefined) process.stdout.write(yaml);
  else writeNew(out, yaml);
}

function writeNew(file: string, yaml: string): void {
  try {
    writeFileSync(file, yaml, { flag: 'wx' });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new Stop(
      2,
      `${file} ${exists ? 'exists already and is not overwritten; choose another name' : `cannot be written (${String(error)})`}`,
    );
  }
}

function yearArgument(text: string): number {
  if (!/^\d{4}$/.test(text)) throw new InvalidArgumentError('It must be a year such as 2022.');
  return Number(text);
}

function dateArgument(text: string): LocalDate {
  const date = parseLocalDate(text) ?? parsePrintedDate(text);
  if (date === null) throw new InvalidArgumentError('It must be a day such as 2026-11-21 or 21/11/2026.');
  return date;
}

// `| head` closes the pipe early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  program.parse();
} catch (error) {
  if (error instanceof Stop) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  } else if (error instanceof CommanderError) {
    // Commander has said why already.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else throw error;
}
