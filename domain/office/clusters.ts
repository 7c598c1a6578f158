import type { LocalDate } from '../calendar/local-date.ts';
import { refuseAhead } from '../day-ahead.ts';
import { repeatedIn } from '../listing.ts';
import { accept, type Decision, refuse } from '../refusal.ts';
import type { Received } from '../stream.ts';
import type { Paper } from '../text.ts';

/** A cluster's units, by their keys in the plan; its head and deputy head are two of them. */
export type ConstitutedCluster = {
  cluster: string;
  units: readonly string[];
  head: string;
  deputyHead: string | null;
  /** In force from this day, until a later one of the same cluster is. */
  fromOn: LocalDate;
  document: Paper;
};

/** One constitution, by the seq of its event. */
export type ClusterComposition = ConstitutedCluster & { seq: number };

export type ClusterConstituted = { kind: 'ClusterConstituted'; body: ConstitutedCluster };

/** Units of the plans in force. */
export type ClusterFacts = { units?: readonly string[] };

const RULE = 'constitution of a cluster';

export function constituteCluster(
  command: Received<{ kind: 'ConstituteCluster'; body: ConstitutedCluster }>,
  { units = [] }: ClusterFacts,
): Decision<ClusterConstituted> {
  const { body, receivedAt } = command;
  return (
    refuseUnits(body, units) ??
    refuseAhead(body.document.on, receivedAt, `${RULE}: a paper of a day that has come`) ??
    accept({ kind: 'ClusterConstituted', body })
  );
}

function refuseUnits(
  { units, head, deputyHead }: ConstitutedCluster,
  known: readonly string[],
): Decision<never> | null {
  const leaders = deputyHead === null ? [head] : [head, deputyHead];
  const foreign = leaders.filter((unit) => !units.includes(unit));
  const repeated = [...repeatedIn(units), ...repeatedIn(leaders)];
  const unknown = units.filter((unit) => !known.includes(unit));
  if (foreign.length + repeated.length + unknown.length === 0) return null;
  return refuse('CLUSTER_IMPOSSIBLE', `${RULE}: its head and deputy head are two of its units`, {
    foreign,
    repeated,
    unknown,
  });
}

/** The cluster of a unit, and the constitution that says so; null where the plan alone does. */
export type ClusterOfUnit = { cluster: string | null; constitution: number | null };

/**
 * On a day, of a unit that the plan puts in this cluster or in none. The last constitution that names the unit holds; one
 * of the plan's own cluster that does not name it has left it out.
 */
export function clusterOn(
  known: readonly ClusterComposition[],
  unit: string,
  planned: string | null,
  day: LocalDate,
): ClusterOfUnit {
  const inForce = inForceOn(known, day);
  const naming = inForce.filter(({ units }) => units.includes(unit)).at(-1);
  if (naming !== undefined) return { cluster: naming.cluster, constitution: naming.seq };
  const leavingOut = inForce.find(({ cluster }) => cluster === planned);
  return leavingOut === undefined
    ? { cluster: planned, constitution: null }
    : { cluster: null, constitution: leavingOut.seq };
}

/** Of each cluster the last to begin, in the order in which they began. */
export function inForceOn(known: readonly ClusterComposition[], day: LocalDate): ClusterComposition[] {
  const begun = known.filter(({ fromOn }) => fromOn <= day).sort(byBeginning);
  return begun.filter(({ cluster }, index) => !begun.slice(index + 1).some((later) => later.cluster === cluster));
}

function byBeginning(a: ClusterComposition, b: ClusterComposition): number {
  if (a.fromOn === b.fromOn) return a.seq - b.seq;
  return a.fromOn < b.fromOn ? -1 : 1;
}
