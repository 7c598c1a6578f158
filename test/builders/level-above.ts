import type { Role } from '../../domain/roles.ts';
import { type Actor, streamName } from '../../domain/stream.ts';
import { sha256 } from '../../store/hash.ts';
import { today } from './ahead.ts';
import { person } from './office.ts';
import { type Case, caseOf, must, newId, type Play } from './play.ts';
import { round, stage } from './round.ts';

export const ABOVE = 'upper-office';

/** Somebody of the office above. */
export function above(role: Role, id: string = `upper ${role}`): Actor {
  return { id, role, org: ABOVE, unit: null, actingFor: null };
}

/** The level above runs the product too: its own plan, with a round for what comes from below. */
export async function openLevelAbove(on: Play): Promise<void> {
  const { database } = on.step;
  await database.query(`insert into organisation (id, name, level) values ($1, 'Văn phòng cấp trên', 'province')`, [
    ABOVE,
  ]);
  const plan = 'upper-plan';
  const rounds = [
    // Decided yet another level up.
    round({
      key: 'further',
      plan,
      titles: [{ code: 'BK', route: 'above', subjects: ['person'] }],
      stages: [stage('appraisal'), stage('submission')],
    }),
    round({ key: 'narrow', plan, titles: [{ code: 'HCLD', route: 'here', subjects: ['person'] }] }),
    round({
      key: 'from-below',
      plan,
      titles: [{ code: 'BK', route: 'here', subjects: ['person'] }],
      stages: [stage('appraisal', { serviceTime: { days: 20, unit: 'working' } }), stage('council'), stage('decision')],
    }),
  ];
  const published = { plan, version: 1, year: 2021, hash: sha256(plan), demo: false, duties: [], milestones: [] };
  await database.query(
    `insert into plan_version (org_id, plan, version, hash, yaml, content, published, rounds) values ($1, $2, 1, $3, '', $4, $5, $6)`,
    [
      ABOVE,
      plan,
      published.hash,
      JSON.stringify({ title: 'Kế hoạch cấp trên', units: [], councilRegulation: null }),
      JSON.stringify(published),
      JSON.stringify(rounds),
    ],
  );
  const body = { plan, version: 1 };
  await must(on, { stream: { begins: 'year' }, kind: 'PublishPlan', body, by: above('standingOffice') });
}

export type SentLine = { lower: Case; upper: Case };

/** These cases on one submission; it is drafted, and its cover letter not yet signed. */
export async function draftsSubmission(
  on: Play,
  cases: readonly Case[],
): Promise<{ submission: string; receipt: string; lines: SentLine[] }> {
  const receipt = newId('receipt');
  const lines = cases.map((lower) => ({ lower, upper: caseOf(on, newId('upper')) }));
  const { stream } = await must(on, {
    stream: { begins: 'submission' },
    kind: 'DraftSubmission',
    body: {
      above: { org: ABOVE, receipt },
      to: 'Hội đồng cấp trên',
      lines: lines.map(({ lower, upper }) => ({ proposal: lower.id, upper: upper.id })),
    },
    by: person('standingOffice'),
  });
  await on.quiet();
  return { submission: stream, receipt: streamName('receipt', receipt), lines };
}

export async function sendsUp(on: Play, submission: string): Promise<void> {
  const body = { letter: { number: '15', on: today(on.step), file: null } };
  await must(on, { stream: submission, kind: 'SignAndSend', body, by: person('authorityHead') });
  await on.quiet();
}

/** The office above notes the receipt, which the sender's cases hear. */
export async function acknowledges(on: Play, receipt: string): Promise<void> {
  const body = { on: today(on.step) };
  await must(on, { stream: receipt, kind: 'AcknowledgeReceipt', body, by: above('standingOffice') });
  await on.quiet();
}

/** The office above takes these lines: each becomes a proposal of its own round. */
export async function takes(
  on: Play,
  receipt: string,
  lines: readonly SentLine[],
  into: 'from-below' | 'further' | 'narrow' | 'left-out' = 'from-below',
): Promise<void> {
  const body = { proposals: lines.map(({ lower }) => lower.id), plan: 'upper-plan', round: into };
  await must(on, { stream: receipt, kind: 'TakeLines', body, by: above('standingOffice') });
  await on.quiet();
}
