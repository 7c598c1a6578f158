import type { Clock } from '../store/clock.ts';
import type { Sight } from '../store/reads/sight.ts';
import type { Identity } from './identity.ts';

/** A unit's people see their unit, a cluster's head the units of the cluster, everybody else the organisation. */
export function sightOf({ org, role, unit }: Identity, clock: Clock): Sight {
  if (role === 'unitClerk' || role === 'unitHead') return { org, unit, cluster: null };
  return { org, unit: null, cluster: role === 'clusterHead' ? unit : null, at: clock.instant() };
}
