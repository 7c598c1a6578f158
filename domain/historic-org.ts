/**
 * The record of a past year belongs to organisations of its own. Their ids begin with a word that nobody else is given,
 * since an id stands in every envelope for good.
 */
const PREFIX = 'historic-';

export type HistoricOrgs = { own: string; above: string };

/** The level above is told apart by the council below it: two localities may have the same one. */
export function historicOrgsOf(council: string, year: number): HistoricOrgs {
  const own = `${PREFIX}${council}-${year}`;
  return { own, above: `${own}-above` };
}

export function hasHistoricForm(org: string): boolean {
  return org.startsWith(PREFIX);
}
