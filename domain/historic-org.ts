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

/** How far a past year is on its way to being a record here. */
export const HISTORIC_STATUSES = ['waiting', 'playing', 'importing', 'done', 'failed'] as const;

export type HistoricStatus = (typeof HISTORIC_STATUSES)[number];

export function hasHistoricForm(org: string): boolean {
  return org.startsWith(PREFIX);
}
