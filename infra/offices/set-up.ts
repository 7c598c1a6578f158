import { signDevelopmentToken, type TokenRole } from '../../api/identity.ts';
import { intakePlan } from '../../domain/plan/intake.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { writePlan } from '../../plans/write.ts';
import type { Organisation } from '../../store/desk/organisations.ts';
import { type Door, must, openDoor } from './door.ts';
import { type Player, playersOf } from './people.ts';

export type SetUpOptions = {
  apiUrl: string;
  tokenKey: Uint8Array;
  plan: Plan;
  yaml: string;
  demo: boolean;
  mailDomain: string;
};

export type OfficeSetUp = { org: string; plan: string; year: string; players: Player[] };

export type SetUp = { own: OfficeSetUp; above: OfficeSetUp | null };

/** Lays an office down as its administrator would, by the API alone: the organisation, its people, its plan, its year. */
export async function setUpOffices(options: SetUpOptions): Promise<SetUp> {
  const { plan, yaml, demo } = options;
  const intake = intakePlan(plan);
  const aboveOrg = plan.above?.key ?? null;
  for (const organisation of organisationsOf(plan)) await addOrganisation(options, organisation);
  const above =
    intake === null || aboveOrg === null
      ? null
      : await openYear(options, aboveOrg, intake, writePlan(intake, 'Made from the plan of the level below.'), demo);
  return { own: await openYear(options, plan.council.key, plan, yaml, demo), above };
}

/** The level above first, since the other names it. */
export function organisationsOf({ council, above }: Plan): Organisation[] {
  const { key, name, level } = council;
  const own = { id: key, name, level, above: above?.key ?? null };
  return above === null ? [own] : [{ id: above.key, name: above.name, level: above.level, above: null }, own];
}

async function addOrganisation(options: SetUpOptions, organisation: Organisation): Promise<void> {
  const door = await doorAs(options, 'quan-tri', 'administrator', organisation.id);
  await must(
    door.send('POST', '/v1/organisations', organisation, `organisation-${organisation.id}`),
    `organisation ${organisation.id}`,
  );
}

async function openYear(
  options: SetUpOptions,
  org: string,
  plan: Plan,
  yaml: string,
  demo: boolean,
): Promise<OfficeSetUp> {
  const players = playersOf(plan, org, options.mailDomain);
  const administrator = await doorAs(options, 'quan-tri', 'administrator', org);
  for (const { id, name, email, role, unit } of players) {
    await must(
      administrator.send('POST', '/v1/people', { id, name, email, role, unit }, `person-${id}`),
      `person ${id}`,
    );
  }
  const office = await doorAs(options, 'van-thu', 'standingOffice', org);
  await must(office.send('POST', '/v1/plans', { yaml, demo }, `plan-${plan.key}-${plan.version}`), `plan ${plan.key}`);
  const year = await must(
    office.send<{ stream: string }>('POST', '/v1/years', { plan: plan.key, version: plan.version }, `year-${plan.key}`),
    `year ${plan.key}`,
  );
  return { org, plan: plan.key, year: year.stream.slice('year/'.length), players };
}

export type Amendment = { plan: Plan; yaml: string };

/** The office publishes the next version of its plan, as a clerk does who has mended it. */
export async function amendYear(
  options: SetUpOptions,
  { org, year }: OfficeSetUp,
  { plan, yaml }: Amendment,
): Promise<void> {
  const office = await doorAs(options, 'van-thu', 'standingOffice', org);
  const { key, version } = plan;
  await must(
    office.send('POST', '/v1/plans', { yaml, demo: options.demo }, `plan-${key}-${version}`),
    `plan ${key}, version ${version}`,
  );
  const body = { plan: key, version, reason: 'Sửa theo xác nhận của người phụ trách.' };
  await must(
    office.send('POST', `/v1/years/${year}/commands`, { kind: 'AmendPlan', body }, `amend-${key}-${version}`),
    `amendment of ${key} to version ${version}`,
  );
}

export async function doorAs(
  { apiUrl, tokenKey }: SetUpOptions,
  id: string,
  role: TokenRole,
  org: string,
  unit: string | null = null,
  name: string = id,
): Promise<Door> {
  return openDoor(apiUrl, await signDevelopmentToken(tokenKey, { id, name, role, org, unit }));
}
