import { addDays, dateOf, endOfDay, type LocalDate, startOfDay } from '../calendar/local-date.ts';
import { refuseAhead } from '../day-ahead.ts';
import { accept, type Decision, refuse } from '../refusal.ts';
import type { Role } from '../roles.ts';
import type { Actor, Received } from '../stream.ts';
import type { Paper } from '../text.ts';

export const DEPUTISED = ['authorityHead', 'councilChair', 'standingOffice', 'unitHead'] as const;

/** Roles that decide, and whose holder may be away. */
export type DeputisedRole = (typeof DEPUTISED)[number];

/**
 * Who names a deputy for a holder of the role, and which roles a deputy comes from. Holders name for themselves, and
 * whoever stands next above them for a holder who cannot. Whoever audits or administers never acts in the business.
 */
export const DEPUTY_TABLE = {
  authorityHead: {
    namedBy: ['authorityHead'],
    chosenFrom: ['authorityHead', 'councilChair', 'standingOffice', 'councilSecretary'],
  },
  councilChair: {
    namedBy: ['councilChair', 'authorityHead'],
    chosenFrom: ['authorityHead', 'councilChair', 'standingOffice', 'councilSecretary'],
  },
  standingOffice: {
    namedBy: ['standingOffice', 'councilChair', 'authorityHead'],
    chosenFrom: ['authorityHead', 'councilChair', 'standingOffice', 'councilSecretary'],
  },
  unitHead: { namedBy: ['unitHead'], chosenFrom: ['unitClerk', 'unitHead'] },
} as const satisfies Record<DeputisedRole, { namedBy: readonly DeputisedRole[]; chosenFrom: readonly Role[] }>;

export type NamedDeputy = {
  role: DeputisedRole;
  /** Person ids. */
  principal: string;
  deputy: string;
  fromOn: LocalDate;
  toOn: LocalDate;
  /** The paper that names the deputy. */
  document: Paper;
};

/** When the first and the last of some acts were received. */
export type Span = { firstAt: number; lastAt: number };

/**
 * `settles`: what a recovery brought back of these days without its naming, which is entered again for it. It gives no
 * power: like any naming this one has force over what is received from then on.
 */
type EnteredAgain = { settles?: Span };

export type Revocation = { lastDayOn: LocalDate; document: Paper };

/** One naming, by the seq of its event. */
export type Deputyship = NamedDeputy &
  EnteredAgain & {
    seq: number;
    unit: string | null;
    /** The first instant at which the deputy may act, and the first at which they no longer may. */
    startsAt: number;
    endsAt: number;
    revoked: Revocation | null;
  };

/** A person as the office has engaged them; null for one whom it does not know. */
export type Engaged = { role: Role; unit: string | null } | null;

/**
 * `heardAt`: when a revocation is decided, with every act of the deputy that was decided before it behind it. `unnamed`:
 * what a recovery brought back of the days named without the naming by which it was done.
 */
export type DeputyFacts = { principal?: Engaged; deputy?: Engaged; heardAt?: number; unnamed?: Span | null };

/** What both persons of a naming hold when an act is decided. */
export type Held = { principal: Engaged; deputy: Engaged };

export type DeputyNamed = { kind: 'DeputyNamed'; body: NamedDeputy & EnteredAgain & { unit: string | null } };
export type DeputyRevoked = { kind: 'DeputyRevoked'; body: { deputyship: number } & Heard };

/** `heardAt` is absent from what was recorded before it was kept; the receipt stands for it there. */
type Heard = Revocation & { heardAt?: number };

const RULE = 'deputies';

/** A naming has no force over what was received before it. */
export function began(named: DeputyNamed['body'], seq: number, receivedAt: number): Deputyship {
  const startsAt = Math.max(startOfDay(named.fromOn), receivedAt);
  return { ...named, seq, startsAt, endsAt: endOfDay(named.toOn), revoked: null };
}

/** What the deputy did before the revocation was heard stands: while it waits in its row, no act can know of it. */
export function ended(deputyship: Deputyship, revocation: Heard, receivedAt: number): Deputyship {
  const { lastDayOn, document, heardAt = receivedAt } = revocation;
  const endsAt = Math.min(deputyship.endsAt, Math.max(endOfDay(lastDayOn), receivedAt, heardAt));
  return { ...deputyship, endsAt, revoked: { lastDayOn, document } };
}

type NameDeputy = Received<{ kind: 'NameDeputy'; body: NamedDeputy }>;
type RevokeDeputy = Received<{ kind: 'RevokeDeputy'; body: { deputyship: number } & Revocation }>;

export function nameDeputy(command: NameDeputy, facts: DeputyFacts): Decision<DeputyNamed> {
  const { body, by, receivedAt } = command;
  const holder = by.id === body.principal ? { role: by.role, unit: by.unit } : (facts.principal ?? null);
  const again = facts.unnamed ? { settles: facts.unnamed } : {};
  return (
    refuseNamer(body.role, by) ??
    refusePrincipal(body, by, holder) ??
    refuseUnfit(body, holder?.unit ?? null, facts.deputy ?? null) ??
    refuseDays({ ...body, ...again }, receivedAt) ??
    refuseAhead(body.document.on, receivedAt, `${RULE}: a paper of a day that has come`) ??
    accept({ kind: 'DeputyNamed', body: { ...body, unit: holder?.unit ?? null, ...again } })
  );
}

function refuseNamer(role: DeputisedRole, by: Actor): Decision<never> | null {
  if (by.actingFor !== null)
    return refuse('DEPUTY_NAMES_NO_DEPUTY', `${RULE}: what was handed on is not handed on again`, {
      actingFor: by.actingFor,
    });
  const { namedBy } = DEPUTY_TABLE[role];
  return namedBy.some((each) => each === by.role) ? null : refuse('WRONG_ROLE', RULE, { role, allowed: [...namedBy] });
}

/** A colleague of the same role stands beside the holder, not above. */
function refusePrincipal(
  { role, principal }: NamedDeputy,
  by: Actor,
  holder: NonNullable<Engaged> | null,
): Decision<never> | null {
  const own = by.id === principal || by.role !== role;
  if (own && holder?.role === role) return null;
  return refuse('PRINCIPAL_UNFIT', `${RULE}: for oneself, or for a holder of the role below`, {
    principal,
    role,
    holds: holder?.role ?? null,
  });
}

function refuseUnfit(
  { role, principal, deputy }: NamedDeputy,
  unit: string | null,
  found: Engaged,
): Decision<never> | null {
  if (isFit(role, unit, found) && deputy !== principal) return null;
  const { chosenFrom } = DEPUTY_TABLE[role];
  return refuse('DEPUTY_UNFIT', RULE, { deputy, holds: found?.role ?? null, allowed: [...chosenFrom], unit });
}

function isFit(role: DeputisedRole, unit: string | null, deputy: Engaged): boolean {
  return deputy !== null && DEPUTY_TABLE[role].chosenFrom.some((each) => each === deputy.role) && deputy.unit === unit;
}

/** Days that are over are named only for what is settled by it. */
function refuseDays({ fromOn, toOn, settles }: NamedDeputy & EnteredAgain, receivedAt: number): Decision<never> | null {
  if (fromOn <= toOn && (endOfDay(toOn) > receivedAt || settles !== undefined)) return null;
  return refuse('DEPUTY_DAYS_IMPOSSIBLE', `${RULE}: at least one day that is not over`, {
    fromOn,
    toOn,
    receivedOn: dateOf(receivedAt),
  });
}

export function revokeDeputy(
  known: readonly Deputyship[],
  command: RevokeDeputy,
  { heardAt }: DeputyFacts,
): Decision<DeputyRevoked> {
  const { body, by, receivedAt } = command;
  const found = known.find(({ seq }) => seq === body.deputyship);
  if (found === undefined) return refuse('NO_ACT_PENDING', RULE, { act: body.deputyship });
  return (
    refuseNamer(found.role, by) ??
    refuseRevoker(found, by) ??
    refuseOver(found, receivedAt) ??
    refuseLastDay(found, body.lastDayOn, receivedAt) ??
    refuseAhead(body.document.on, receivedAt, `${RULE}: a paper of a day that has come`) ??
    accept({ kind: 'DeputyRevoked', body: heardAt === undefined ? body : { ...body, heardAt } })
  );
}

/**
 * The principal, whoever holds that role now, or a role above it: a principal who has gone ends nothing any more. Ending
 * gives nobody a power, so that a colleague may is no harm.
 */
function refuseRevoker({ role, principal, unit }: Deputyship, by: Actor): Decision<never> | null {
  if (by.id === principal || by.role !== role || by.unit === unit) return null;
  return refuse('PRINCIPAL_UNFIT', `${RULE}: for a holder of the role in one’s own unit`, {
    principal,
    role,
    unit,
    holds: by.role,
  });
}

function refuseOver({ revoked, endsAt, seq }: Deputyship, receivedAt: number): Decision<never> | null {
  if (receivedAt < endsAt) return null;
  return refuse('OUT_OF_ORDER', RULE, { deputyship: seq, state: revoked === null ? 'over' : 'revoked' });
}

/** What a revocation set is brought forward by another, and never back: what ends is named anew. */
function lastDayOf({ revoked, toOn }: Deputyship): LocalDate {
  return revoked?.lastDayOn ?? toOn;
}

/** Yesterday is the earliest last day: at once. A day before it would call what the deputy did since then unlawful. */
function refuseLastDay(naming: Deputyship, lastDayOn: LocalDate, receivedAt: number): Decision<never> | null {
  const { fromOn } = naming;
  const toOn = lastDayOf(naming);
  const receivedOn = dateOf(receivedAt);
  if (lastDayOn < toOn && lastDayOn >= addDays(receivedOn, -1)) return null;
  return refuse('DEPUTY_DAYS_IMPOSSIBLE', `${RULE}: a last day from yesterday on, before the one in force`, {
    fromOn,
    toOn,
    lastDayOn,
    receivedOn,
  });
}

/** Everybody who stands in for somebody at an instant. */
export function deputiesAt(known: readonly Deputyship[], instant: number): Deputyship[] {
  return known.filter(({ startsAt, endsAt }) => startsAt <= instant && instant < endsAt);
}

/** The naming that lets this person act for another at this instant; null where there is none. */
export function deputyshipAt(known: readonly Deputyship[], by: Actor, receivedAt: number): Deputyship | null {
  return deputiesAt(namings(known, by), receivedAt)[0] ?? null;
}

type Naming = Pick<Deputyship, 'seq' | 'role' | 'unit'>;

/**
 * A naming hands on what the principal holds, to somebody who may hold it beside their own: it has force only while both
 * are so. Of a principal whom the office never engaged nothing is known but that they named.
 */
export function refuseLapsed({ seq, role, unit }: Naming, { principal, deputy }: Held) {
  if (principal !== null && !(principal.role === role && principal.unit === unit))
    return refuse('DEPUTYSHIP_LAPSED', `${RULE}: while the principal holds the role`, {
      ...lapse(seq, 'principal', principal),
      allowed: [role],
      unit,
    });
  if (isFit(role, unit, deputy)) return null;
  return refuse('DEPUTYSHIP_LAPSED', `${RULE}: while the deputy may be one`, {
    ...lapse(seq, 'deputy', deputy),
    allowed: [...DEPUTY_TABLE[role].chosenFrom],
    unit,
  });
}

function lapse(deputyship: number, whose: keyof Held, engaged: Engaged) {
  return { deputyship, whose, holds: engaged?.role ?? null, ofUnit: engaged?.unit ?? null };
}

/** What is said where there is none: an act is judged by when it was received, however late it is decided. */
export function refuseOutOfDays(known: readonly Deputyship[], by: Actor, receivedAt: number) {
  return refuse('DEPUTY_OUT_OF_DAYS', `${RULE}: within the days of a naming`, {
    deputy: by.id,
    actingFor: by.actingFor,
    role: by.role,
    receivedOn: dateOf(receivedAt),
    days: namings(known, by).map((naming) => ({
      deputyship: naming.seq,
      fromOn: naming.fromOn,
      toOn: lastDayOf(naming),
    })),
  });
}

function namings(known: readonly Deputyship[], { id, actingFor, role, unit }: Actor): Deputyship[] {
  return between(known, { deputy: id, principal: actingFor, role }).filter((each) => each.unit === unit);
}

/** The namings of these two persons in this role, whatever the unit: where only an event is left, it names none. */
export function between(
  known: readonly Deputyship[],
  { deputy, principal, role }: { deputy: string; principal: string | null; role: Role },
): Deputyship[] {
  return known.filter((each) => each.deputy === deputy && each.principal === principal && each.role === role);
}
