import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { Command, CommanderError } from 'commander';
import { isClean, type Report, reportText } from '../../audit/report.ts';
import { verifyExport } from '../../audit/verify.ts';
import { openDatabase } from '../../store/database.ts';
import { exportLedger } from '../../store/ledger/export.ts';
import { type LogOrigins, logOrigins } from '../../store/ledger/log-origin.ts';

// `npm run verify`. The report goes to stdout, talk to stderr. Exit 0: clean; 1: troubles; 2: nothing could be read, or
// the command was not given as it must be.

type Options = {
  database?: string;
  origin?: string;
  originOf: string[];
  export?: string;
  eventsOnly?: boolean;
  json?: boolean;
};

/** Ends the command with a sentence for the person who gave it. */
class Unread extends Error {}

const program = new Command('verify')
  .description('Verify a ledger: every chain, every decision made again, every stream against the others')
  .argument('[file]', 'an export, one JSON row a line; needs no database')
  .option('--database <url>', 'verify the ledger of this database')
  .option('--origin <origin>', 'the log origin that the chains must begin with; required with a file')
  .option(
    '--origin-of <organisation=origin>',
    'with a file: the origin of an organisation whose record was imported; may be given again',
    (each: string, all: string[]) => [...all, each],
    [],
  )
  .option('--export <file>', 'also write what was read to this file, which must not exist')
  .option('--events-only', 'the export holds no commands: verify chains and streams, decide nothing again')
  .option('--json', 'print the report as JSON')
  .exitOverride()
  .action(verify);

async function verify(file: string | undefined, options: Options): Promise<void> {
  const report = await reportOf(file, options);
  process.stdout.write(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  process.exitCode = isClean(report) ? 0 : 1;
}

async function reportOf(file: string | undefined, options: Options): Promise<Report> {
  if ((file === undefined) === (options.database === undefined))
    throw new Unread('Give either a file or --database URL.');
  if (options.database !== undefined) return ofDatabase(options.database, options);
  if (options.origin === undefined)
    throw new Unread('Give --origin with a file: an export cannot say itself where it comes from.');
  return ofLines(linesOf(file ?? ''), { own: options.origin, elsewhere: originsGiven(options) }, options);
}

async function ofDatabase(url: string, options: Options): Promise<Report> {
  const database = openDatabase(url, 1);
  try {
    const { own, elsewhere } = await logOrigins(database);
    return await ofLines(exportLedger(database), { own: options.origin ?? own, elsewhere }, options);
  } finally {
    await database.end();
  }
}

function originsGiven({ originOf }: Options): ReadonlyMap<string, string> {
  return new Map(
    originOf.map((each) => {
      const [org = '', origin] = each.split('=');
      if (origin === undefined) throw new Unread(`--origin-of ${each}: give ORGANISATION=ORIGIN.`);
      return [org, origin];
    }),
  );
}

async function ofLines(lines: AsyncIterable<string>, origins: LogOrigins, options: Options): Promise<Report> {
  const copied = options.export === undefined ? lines : copiedTo(options.export, lines);
  return verifyExport(copied, {
    logOrigin: origins.own,
    elsewhere: origins.elsewhere,
    withCommands: options.eventsOnly !== true,
  });
}

/** No row of a ledger is longer; a file that goes on without an end of line is no export. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** Lines end at the line feed alone: a text may hold the other ends of line that Node's own reader knows. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  let any = false;
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = `${rest}${String(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    any = true;
    if (rest.length > LONGEST_LINE) throw new Unread(`${file} has no line ends: it is no export.`);
    yield* lines;
  }
  if (!any) throw new Unread(`${file} is empty.`);
  if (rest !== '') yield rest;
}

async function* copiedTo(file: string, lines: AsyncIterable<string>): AsyncGenerator<string> {
  const out: WriteStream = createWriteStream(file, { flags: 'wx' });
  await once(out, 'open');
  for await (const line of lines) {
    if (!out.write(`${line}\n`)) await once(out, 'drain');
    yield line;
  }
  out.end();
  await finished(out);
}

// `| head` closes the pipe early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
});
