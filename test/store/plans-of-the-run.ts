import type { PublishedPlan } from '../../domain/award-year/year.ts';
import type { CouncilRegulation } from '../../domain/plan/plan.ts';
import type { PinnedRound } from '../../domain/proposal/round.ts';
import { sha256 } from '../../store/hash.ts';
import { type Office, ORG, UNIT } from '../builders/office.ts';
import { DAY, round, START, stage } from '../builders/round.ts';

export const UPPER = 'upper-office';
export const UNITS = [UNIT, 'ward-2', 'solo'] as const;

const REGULATION: CouncilRegulation = {
  members: 11,
  threshold: { numerator: 9, denominator: 10, base: 'all', strict: false },
  source: { kind: 'assumed', reason: 'a test' },
};

/** A round with every kind of stage that a unit's case can pass. */
function annual(planVersion: number): PinnedRound {
  const later = (days: number) => START + (days + 7 * (planVersion - 1)) * DAY;
  return round({
    planVersion,
    stages: [
      stage('registration', { dueAt: later(60), serviceTime: { days: 5, unit: 'working' } }),
      stage('checkpoint', { key: 'q1', per: 'unit', dueAt: later(90) }),
      stage('review', { key: 'q2', dueAt: later(150), onMissed: 'lapse', acceptance: 'office' }),
      stage('initiative', { dueAt: later(190), onMissed: 'block' }),
      stage('scoring', { dueAt: later(200) }),
      stage('clusterScoring', { dueAt: later(210) }),
      stage('nomination', { dueAt: later(230), onMissed: 'lapse' }),
      stage('publicNotice', { noticeDays: 2 }),
      stage('appraisal', { serviceTime: { days: 20, unit: 'working' } }),
      stage('council'),
      stage('decision', { route: 'here', dueAt: later(300) }),
      stage('partyOpinion', { route: 'above', dueAt: later(310), onSilence: 'goOn' }),
      stage('submission', { route: 'above', dueAt: later(320) }),
    ],
  });
}

/** No registration and no council: a nomination, an appraisal on a named rule, and the decision. */
function simple(planVersion: number): PinnedRound {
  return round({
    key: 'simple',
    planVersion,
    officeProposes: true,
    standing: true,
    stages: [stage('nomination', { actors: ['unitClerk', 'standingOffice'] }), stage('appraisal'), stage('decision')],
  });
}

/** Straight to the level above. */
function fast(planVersion: number): PinnedRound {
  const stages = [stage('nomination'), stage('appraisal'), stage('council'), stage('submission')];
  return round({ key: 'fast', planVersion, officeProposes: true, stages });
}

/** Three days for the papers, or the case lapses. */
function short(planVersion: number): PinnedRound {
  const papers = stage('review', { key: 'papers', dueAt: START + 3 * DAY, onMissed: 'lapse' });
  return round({
    key: 'short',
    planVersion,
    officeProposes: true,
    stages: [stage('nomination'), papers, stage('appraisal'), stage('decision')],
  });
}

function upperRound(): PinnedRound {
  const titles = [{ code: 'BK', route: 'here' as const, subjects: ['person' as const, 'collective' as const] }];
  return round({ plan: 'upper-plan', titles, stages: [stage('appraisal'), stage('council'), stage('decision')] });
}

function published(plan: string, version: number, change: Partial<PublishedPlan> = {}): PublishedPlan {
  return {
    plan,
    version,
    year: 2021,
    hash: sha256(`${plan}@${version}`),
    demo: false,
    duties: [],
    milestones: [],
    ...change,
  };
}

function duties(version: number): Pick<PublishedPlan, 'duties' | 'milestones'> {
  const report = {
    task: 'report',
    ownerKind: 'unit' as const,
    dueAt: START + (40 + version) * DAY,
    printed: 'trước ngày 13/02',
  };
  return {
    duties: [
      ...UNITS.map((owner) => ({ ...report, owner })),
      { task: 'review', owner: 'office', ownerKind: 'office', dueAt: START + 80 * DAY, printed: 'chậm nhất 25/3' },
      {
        task: 'cluster',
        owner: 'cluster-1',
        ownerKind: 'cluster',
        dueAt: null,
        printed: 'theo hướng dẫn của cấp trên',
      },
    ],
    milestones: [
      { at: report.dueAt, kind: 'taskDue', key: 'report' },
      { at: START + 80 * DAY, kind: 'taskDue', key: 'review' },
      { at: START + 120 * DAY, kind: 'roundOpens', key: 'annual' },
    ],
  };
}

/** Two offices, the lower one's plan in three versions, of which only the later two know their council's regulation. */
export async function uploadPlans({ step: { database } }: Office): Promise<void> {
  await database.query(
    `insert into organisation (id, name, level) values ($1, 'Văn phòng thử', 'district'), ($2, 'Văn phòng cấp trên', 'province')`,
    [ORG, UPPER],
  );
  const upload = async (
    org: string,
    plan: PublishedPlan,
    rounds: readonly PinnedRound[],
    regulation: CouncilRegulation | null,
  ) => {
    const units = UNITS.map((key) => ({ key, onePerson: key === 'solo' }));
    const content = { title: 'Kế hoạch thử', units, councilRegulation: regulation };
    await database.query(
      `insert into plan_version (org_id, plan, version, hash, yaml, content, published, rounds) values ($1, $2, $3, $4, '', $5, $6, $7)`,
      [org, plan.plan, plan.version, plan.hash, JSON.stringify(content), JSON.stringify(plan), JSON.stringify(rounds)],
    );
  };
  for (const version of [1, 2, 3])
    await upload(
      ORG,
      published('test-plan', version, duties(version)),
      [annual(version), simple(version), fast(version), short(version)],
      version === 1 ? null : REGULATION,
    );
  await upload(UPPER, published('upper-plan', 1), [upperRound()], REGULATION);
}
