import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExportedCommand, ExportedEvent } from '../../audit/exported.ts';
import { readLine } from '../../audit/exported.ts';
import { isClean, reportText } from '../../audit/report.ts';
import { verifyExport } from '../../audit/verify.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import type { LostCommand, LostEvent } from '../../domain/recovery/told-stream.ts';
import type { Database } from '../../store/database.ts';
import { type DeskRow, deskRows } from '../../store/historic/desk-rows.ts';
import type { PastCommand, PastRecord } from '../../store/historic/import-record.ts';
import { exportLedger } from '../../store/ledger/export.ts';
import { logOrigin } from '../../store/ledger/log-origin.ts';

/** What is told of a record beside its rows. */
type About = { format: 1; plan: string; seed: number; logOrigin: string; orgs: string[]; ledgerLines: number };

const ABOUT = 'record.json';
/** As `npm run verify` reads it. */
const LEDGER = 'ledger.jsonl';
const DESK = 'desk.jsonl';

/** Whole or not at all: what was being written when the machine went down is written again. */
export async function keepRecord(
  database: Database,
  folder: string,
  of: Pick<About, 'plan' | 'seed' | 'orgs'>,
): Promise<void> {
  const ledger: string[] = [];
  for await (const line of exportLedger(database)) ledger.push(line);
  const desk = await deskRows(database, of.orgs);
  const about: About = { format: 1, ...of, logOrigin: await logOrigin(database), ledgerLines: ledger.length };
  const half = `${folder}.half`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true, mode: 0o700 });
  writeLines(join(half, LEDGER), ledger);
  writeLines(
    join(half, DESK),
    desk.map((row) => JSON.stringify(row)),
  );
  writeFileSync(join(half, ABOUT), `${JSON.stringify(about, null, 2)}\n`, { flush: true });
  mkdirSync(dirname(folder), { recursive: true });
  // A removal that was cut short may have left some of an earlier one, onto which nothing is renamed.
  rmSync(folder, { recursive: true, force: true });
  renameSync(half, folder);
}

function writeLines(file: string, lines: readonly string[]): void {
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''), { flush: true });
}

export function hasRecord(folder: string): boolean {
  return existsSync(join(folder, ABOUT));
}

/** Reads a kept record and verifies it as an auditor would: nothing that was changed on the way is taken over. */
export async function readRecord(folder: string): Promise<PastRecord> {
  // Written by `keepRecord`, and of a format that is named in it.
  const about = JSON.parse(readFileSync(join(folder, ABOUT), 'utf8')) as About;
  const { format, plan, seed, orgs, ledgerLines } = about;
  const lines = linesOf(join(folder, LEDGER));
  if (format !== 1 || lines.length !== ledgerLines) throw new Error(`${folder} is no whole record of a past year`);
  const report = await verifyExport(lines, { logOrigin: about.logOrigin, withCommands: true });
  if (!isClean(report)) throw new Error(`${folder} does not verify:\n${reportText(report)}`);
  // Each line was written from a row of the desk.
  const desk = linesOf(join(folder, DESK)).map((line) => JSON.parse(line) as DeskRow);
  return { plan, seed, logOrigin: about.logOrigin, orgs, desk, ...rowsIn(lines) };
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(0, -1);
}

function rowsIn(lines: readonly string[]): Pick<PastRecord, 'commands' | 'recorded'> {
  const commands: PastCommand[] = [];
  const events: ExportedEvent[] = [];
  for (const line of lines) {
    const read = readLine(line);
    if (read === null) continue;
    if ('event' in read) events.push(read.event);
    else commands.push(settled(read.command));
  }
  return { commands, recorded: byCommand(events) };
}

function settled({ outcome, ...command }: ExportedCommand): PastCommand {
  if (outcome === null)
    throw new Error(`Command ${command.id} of ${command.stream} is not settled: the year has not ended`);
  return { ...command, outcome };
}

/** What each command recorded, in the order of recording: so every claim and list passes through what it passed through. */
function byCommand(events: readonly ExportedEvent[]): LostCommand[] {
  const inOrder = events.toSorted((a, b) =>
    a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : a.seq - b.seq,
  );
  const found = Map.groupBy(inOrder.map(recordedEvent), ({ envelope }) => `${envelope.org} ${envelope.commandId}`);
  return [...found.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ org: first.envelope.org, stream: first.envelope.stream, events: [first, ...rest] }],
  );
}

function recordedEvent({ text, hash }: ExportedEvent): LostEvent {
  // The verifier has just read it as one.
  return { envelope: JSON.parse(text) as Envelope, text, hash };
}
