import { type HistoricOrgs, historicOrgsOf } from '../../domain/historic-org.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { inOffice } from '../../plans/in-office.ts';
import { type ShippedPlan, shippedYears } from '../../plans/shipped.ts';
import type { ExpectedYear } from '../../store/historic/years.ts';
import { readPlan } from '../offices/demo.ts';
import type { Amendment } from '../offices/set-up.ts';

/** As many as show every way through a year, and few enough for five years in a few minutes. */
export const HISTORIC_PROPOSALS = 20;
/** The same for everybody, so that two installations show the same years. */
export const HISTORIC_SEED = 1;

/** A year as a plan tells it, to be played for its record in organisations of its own. */
export type HistoricYear = { plan: Plan; yaml: string; amendment: Amendment | null; orgs: HistoricOrgs };

/** Those of the plans that come with the product, in the order in which they are shown. */
export function historicYears(): HistoricYear[] {
  return shippedYears().map(({ first, amendment }) => historicYear(first, amendment));
}

export function historicYear(first: ShippedPlan, amendment: ShippedPlan | null): HistoricYear {
  const { council, year } = readPlan(first.text, first.file);
  const orgs = historicOrgsOf(council.key, year);
  const moved = (shipped: ShippedPlan): Amendment => {
    const yaml = inOffice(shipped.text, orgs);
    return { plan: readPlan(yaml, shipped.file), yaml };
  };
  return { ...moved(first), amendment: amendment === null ? null : moved(amendment), orgs };
}

/** Both councils where the level above runs an award year, too. The own one first. */
export function orgsOf({ plan, orgs }: HistoricYear): string[] {
  return plan.above === null ? [orgs.own] : [orgs.own, orgs.above];
}

export function expectedYear({ plan, orgs }: HistoricYear): ExpectedYear {
  return { plan: plan.key, title: plan.title, year: plan.year, organisation: orgs.own };
}
