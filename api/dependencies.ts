import type { WorkingCalendar } from '../domain/calendar/working-days.ts';
import type { CommandOutcome } from '../domain/refusal.ts';
import type { Clock } from '../store/clock.ts';
import type { Database } from '../store/database.ts';

/** Where a command goes whose stream has a workflow. */
export type WorkflowGate = {
  /** `begins`: no run is expected to be open, so start and command go in one call. */
  deliver(address: { org: string; stream: string; command: string; begins: boolean }): Promise<CommandOutcome>;
  /** Rejects when the Temporal server does not answer. */
  reachable(): Promise<void>;
};

export type ApiDependencies = {
  database: Database;
  workflows: WorkflowGate;
  clock: Clock;
  calendar: WorkingCalendar;
  /** Signs and verifies development tokens. */
  tokenKey: Uint8Array;
  /** The whole stack is a throw-away of this machine: only then are development tokens accepted. */
  embedded: boolean;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** How long a caller waits for an outcome before being told where to look; 3 s unless said. */
  answerWithinMs?: number;
};
