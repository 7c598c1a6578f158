import type { ListingChange, ListingStatus } from './listing.ts';

/**
 * How a list holds a proposal, from all that both have said of it, in whatever order: a signed list never lets go, a line
 * that was struck or has moved on is not taken note of again, and what is noted was claimed before.
 */
export function standingOf(said: readonly Pick<ListingChange, 'status'>[]): ListingStatus {
  const statuses = new Set(said.map(({ status }) => status));
  const order: readonly ListingStatus[] = ['signed', 'void', 'listed'];
  return order.find((status) => statuses.has(status)) ?? 'claimed';
}
