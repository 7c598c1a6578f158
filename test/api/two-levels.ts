import type { Identity } from '../../api/identity.ts';
import { intakePlan } from '../../domain/plan/intake.ts';
import { loadPlan } from '../../plans/load.ts';
import { writePlan } from '../../plans/write.ts';
import { PLAN, REGISTRATION, yaml } from './hoang-mai.ts';
import { administrator, authority, chair, clerk, head, ORG, office, secondOffice, secretary } from './people.ts';
import { type RunningApi, runApi } from './running-api.ts';

/** The district of the tests and the city above it; both run the product. */
export const ABOVE = 'thanh-pho';

export function above(person: Identity): Identity {
  return { ...person, id: `${person.id}-above`, org: ABOVE };
}

export const everybody: readonly Identity[] = [
  ...[clerk, head, office, secretary, chair, authority],
  ...[office, secondOffice, secretary, chair, authority].map(above),
];

/** Both years published, and the district's registration open. */
export async function openTwoLevels(): Promise<RunningApi> {
  const api = await runApi();
  const admin = api.as(administrator);
  await admin.post('/v1/organisations', { id: ABOVE, name: 'Thành phố', level: 'province' });
  await admin.post('/v1/organisations', { id: ORG, name: 'Quận Hoàng Mai', level: 'district', above: ABOVE });
  await admin.post('/v1/plans', { yaml });
  await api.as(above(administrator)).post('/v1/plans', { yaml: writePlan(intakeOfTest(), 'Intake') });
  await api.as(office).post('/v1/years', { plan: PLAN, version: 1 });
  await api.as(above(office)).post('/v1/years', { plan: 'thanh-pho-intake-2021', version: 1 });
  api.clock.at = REGISTRATION;
  return api;
}

type SentLine = { proposal: string; upper: string };

/** The newest submission or receipt, by the two reads of a client: the lists in short, then the one that it wants. */
export async function newestList(
  api: RunningApi,
  who: Identity,
  noun: 'submissions' | 'receipts',
): Promise<{ id: string; lines: SentLine[] }> {
  const lists = await api.as(who).get<{ items: { id: string; lineCount: number }[] }>(`/v1/${noun}`);
  const [newest] = lists.body.items;
  if (newest === undefined) throw new Error(`There is none of the ${noun}`);
  const { body } = await api.as(who).get<{ state: { lines: SentLine[] } }>(`/v1/${noun}/${newest.id}`);
  if (body.state.lines.length !== newest.lineCount) throw new Error('A list in short counts its lines otherwise');
  return { id: newest.id, lines: body.state.lines };
}

function intakeOfTest() {
  const loaded = loadPlan(yaml, 'plan.yaml');
  const plan = 'plan' in loaded ? intakePlan(loaded.plan) : null;
  if (plan === null) throw new Error('The plan has no level above');
  return plan;
}
