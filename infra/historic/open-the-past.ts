import { signDevelopmentToken } from '../../api/identity.ts';
import type { Database } from '../../store/database.ts';
import {
  expectHistoricYears,
  type HistoricYearShown,
  historicYears as yearsShown,
} from '../../store/historic/years.ts';
import { playersOf } from '../offices/people.ts';
import { expectedYear, type HistoricYear, historicYears } from './historic-year.ts';

export type PastOptions = { database: Database; apiUrl: string; tokenKey: Uint8Array };

/** Notes which years of the past this installation shows, and says how they are read; some may be missing yet. */
export async function openThePast(
  { database, apiUrl, tokenKey }: PastOptions,
  years: readonly HistoricYear[] = historicYears(),
): Promise<{ text: string; missing: number }> {
  await expectHistoricYears(database, years.map(expectedYear));
  const shown = await yearsShown(database);
  const missing = shown.filter(({ status }) => status !== 'done').length;
  const lines = await Promise.all(years.map((year) => linesOf(tokenKey, year, shown)));
  const text = [
    '',
    'Historic years (năm đã qua: played to their end by invented people, only read)',
    ...lines.flat(),
    ...(missing === 0
      ? []
      : ['', `${missing} of them are played in the background now; how far it is: GET ${apiUrl}/v1/historic-years`]),
    '',
  ];
  return { text: text.join('\n'), missing };
}

async function linesOf(
  tokenKey: Uint8Array,
  { plan, orgs }: HistoricYear,
  shown: readonly HistoricYearShown[],
): Promise<string[]> {
  const office = playersOf(plan, orgs.own, '').find(({ role }) => role === 'standingOffice');
  const there = shown.some((each) => each.plan === plan.key && each.status === 'done');
  const token = office === undefined ? [] : [`  standingOffice     ${await signDevelopmentToken(tokenKey, office)}`];
  return ['', `Historic year ${plan.key} of ${orgs.own}${there ? '' : ' (not there yet)'}`, ...token];
}
