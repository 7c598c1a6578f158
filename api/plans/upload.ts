import type { WorkingCalendar } from '../../domain/calendar/working-days.ts';
import { pinnedRounds, publishedPlan } from '../../domain/plan/pin.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { resolvePlan } from '../../domain/plan/resolve.ts';
import type { Fault } from '../../plans/fault.ts';
import { loadPlan } from '../../plans/load.ts';
import type { Transaction } from '../../store/database.ts';
import {
  addPlanVersion,
  lastVersion,
  type PlanVersion,
  planVersion,
  publishedHash,
} from '../../store/desk/plan-versions.ts';
import { sha256 } from '../../store/hash.ts';
import { type FieldError, Problem } from '../problem.ts';

/** The plan that a text says, resolved to instants; a text with faults is refused with all of them. */
export function readPlan(yaml: string, demo: boolean, calendar: WorkingCalendar): PlanVersion {
  const loaded = loadPlan(yaml, 'plan.yaml');
  if ('faults' in loaded) throw new Problem('PLAN_FAULTY', { errors: loaded.faults.map(errorOf) });
  return versionOf(loaded.plan, yaml, demo, calendar);
}

function versionOf(plan: Plan, yaml: string, demo: boolean, calendar: WorkingCalendar): PlanVersion {
  const resolved = resolvePlan(plan, calendar);
  const hash = sha256(yaml);
  const published = publishedPlan(plan, resolved, { hash, demo: demo || plan.moved !== null });
  return {
    plan: plan.key,
    version: plan.version,
    hash,
    yaml,
    content: plan,
    published,
    rounds: pinnedRounds(plan, resolved),
  };
}

function errorOf({ code, path, line, message }: Fault): FieldError {
  const place = path === '' ? '' : `${path} `;
  const error = { pointer: '/yaml', code, message: `${place}${message}` };
  return line === null ? error : { ...error, line };
}

/**
 * Keeps a version once. The same text again is a repeat; any other must be the next version. One that a year has
 * published and that is gone from the desk since comes back as the text that was published, or not at all.
 */
export async function keepPlan(tx: Transaction, org: string, row: PlanVersion): Promise<{ added: boolean }> {
  const known = await planVersion(tx, org, row.plan, row.version);
  if (known?.hash === row.hash) return { added: false };
  const next = (await lastVersion(tx, org, row.plan)) + 1;
  if (row.version !== next) throw notNext(row, next);
  const published = await publishedHash(tx, org, row.plan, row.version);
  if (published !== null && published !== row.hash) throw otherText(row, published);
  if (!(await addPlanVersion(tx, org, row))) throw notNext(row, next + 1);
  return { added: true };
}

function notNext({ plan, version }: PlanVersion, next: number): Problem {
  const errors = [
    {
      pointer: '/yaml',
      code: 'PLAN_VERSION_NOT_NEXT',
      message: `The text says version ${version}; write version ${next}.`,
    },
  ];
  return new Problem('PLAN_VERSION_NOT_NEXT', { facts: { plan, version, next }, errors });
}

function otherText({ plan, version, hash }: PlanVersion, published: string): Problem {
  const message = `The text that was published as version ${version} has the SHA-256 ${published}; this one has ${hash}.`;
  const errors = [{ pointer: '/yaml', code: 'PLAN_VERSION_PUBLISHED', message }];
  return new Problem('PLAN_VERSION_PUBLISHED', { facts: { plan, version, hash: published }, errors });
}
