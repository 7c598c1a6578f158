import { dateOf } from '../../../domain/calendar/local-date.ts';
import type { ListKind } from '../../../domain/listing.ts';
import { clusterOn } from '../../../domain/office/clusters.ts';
import type { CommandOf, ProposalCommand } from '../../../domain/proposal/commands.ts';
import type { OpeningFact, ProposalFacts } from '../../../domain/proposal/facts.ts';
import { stageOfKind } from '../../../domain/proposal/round.ts';
import type { ProposalState } from '../../../domain/proposal/state.ts';
import { isEnd } from '../../../domain/proposal/states.ts';
import { idOf, type Received } from '../../../domain/stream.ts';
import { byEachName, claim, claimHolder } from '../../facts/claim.ts';
import { counterFact } from '../../facts/counter-decision.ts';
import { copyDossier, freezeDossier, lockDraft } from '../../facts/dossier.ts';
import { homeFact, plannedCluster } from '../../facts/home.ts';
import { listingFact } from '../../facts/listing.ts';
import { officeInForce } from '../../facts/office.ts';
import { openingFromDraft } from '../../facts/opening.ts';
import { roundForOpening, roundInForce } from '../../facts/round.ts';
import { standingTally } from '../../facts/standing-tally.ts';
import { copySubject, subjectAsNow, subjectOf } from '../../facts/subject.ts';
import { derivedId } from '../../hash.ts';
import type { StepContext } from '../stream-step.ts';
import {
  afterHold,
  receivedDue,
  registrationTerm,
  serviceDueNow,
  serviceTermOfStep,
  type WithoutDatabase,
} from './proposal-dates.ts';

export function factsAlone(
  context: WithoutDatabase,
  state: ProposalState,
  command: Received<ProposalCommand>,
): ProposalFacts | null {
  const asks = isEnd(state.position.state) || command.by.role === 'clusterHead';
  return asks ? null : factsOnHand(context, state, command);
}

/** Named one by one: an act that is not here is asked about, which is never wrong. */
function factsOnHand(
  context: WithoutDatabase,
  state: ProposalState,
  command: Received<ProposalCommand>,
): ProposalFacts | null {
  switch (command.kind) {
    case 'Confirm':
    case 'SupplementFromBelow':
      return { serviceDue: serviceDueNow(context, serviceTermOfStep(state)) };
    case 'Receive':
      return { serviceDue: receivedDue(context, state, command) };
    case 'SendBack':
    case 'Accept':
    case 'Return':
    case 'Reject':
    case 'HandIn':
    case 'AcceptEvidence':
    case 'ReturnEvidence':
    case 'EnterScore':
    case 'Appraise':
    case 'PutOnAgenda':
    case 'RecordResult':
    case 'GrantAward':
    case 'AcknowledgeSupplement':
    case 'AskWithdrawalFromBelow':
    case 'DeclineWithdrawal':
    case 'DeadlinePassed':
    case 'Hold':
      return {};
    case 'Release':
      return { afterHold: afterHold(context, state) };
    default:
      return null;
  }
}

export async function loadFacts(
  context: StepContext,
  state: ProposalState,
  command: Received<ProposalCommand>,
): Promise<ProposalFacts> {
  const ofAct = factsOnHand(context, state, command) ?? (await factsOfAct(context, state, command));
  const isOfCluster = command.by.role === 'clusterHead';
  const facts = isOfCluster ? { ...ofAct, ...(await clusterFacts(context, state, ofAct)) } : ofAct;
  // After an end nothing comes but what brings the case back: a counter-act, or an earlier receipt that surfaces now.
  return isEnd(state.position.state) ? { ...facts, ...(await wakingFacts(context, state)) } : facts;
}

/** Of the case's unit, or of the draft's with which it begins. */
async function clusterFacts(
  { tx, command }: StepContext,
  { opened }: ProposalState,
  { opening }: ProposalFacts,
): Promise<ProposalFacts> {
  const place = opened ?? opening ?? null;
  if (place === null) return {};
  const { unit, round } = place;
  const known = (await officeInForce(tx, command.org))?.clusters ?? [];
  const planned = await plannedCluster(tx, command.org, round.plan, unit);
  return { cluster: clusterOn(known, unit, planned, dateOf(command.receivedAt)) };
}

async function factsOfAct(
  context: StepContext,
  state: ProposalState,
  command: Received<ProposalCommand>,
): Promise<ProposalFacts> {
  switch (command.kind) {
    case 'Submit':
      return state.opened === null ? beginFacts(context, command.body.draft) : supplementFacts(context, state);
    case 'Resubmit':
      // A case from below has no draft here: its dossier is the sender's.
      return state.opened?.origin === 'below' ? {} : supplementFacts(context, state);
    case 'Nominate':
      if (state.opened === null) return command.body.draft === null ? {} : beginFacts(context, command.body.draft);
      return titleFacts(context, state, command.body.title, command.by.role === 'outbox' || state.opened.onePerson);
    case 'Import':
      return beginFacts(context, command.body.draft);
    case 'OpenFromBelow':
      return { opening: await openingFromBelow(context, command) };
    case 'ListOnDecision':
      return { listing: await listingOf(context, 'decision', command.body.decision) };
    case 'ListOnSubmission':
      return { listing: await listingOf(context, 'submission', command.body.submission) };
    case 'ConfirmAct':
      return settlingFacts(context, state);
    case 'Withdraw':
    case 'GrantWithdrawal':
      return heldFacts(context, state);
    case 'Rehome':
      return rehomingFacts(context, state, command.body.unit);
    case 'Redecide':
      return { serviceDue: serviceDueNow(context, registrationTerm(state, command.body.stage)) };
    case 'Correct':
    case 'Revoke':
      return counterFacts(context, state, command);
    case 'AmendSubject':
      return amendingFacts(context, state, command);
    case 'Recalendar':
      return recalendarFacts(context, state);
    default:
      // Every other act is decided on the stream alone.
      return {};
  }
}

async function beginFacts(context: StepContext, draft: string): Promise<ProposalFacts> {
  const { opening, rowVersion } = await openingFromDraft(context.tx, context.command.org, draft);
  const term = opening === null ? null : (stageOfKind(opening.round, 'registration')?.serviceTime ?? null);
  return { opening, rowVersion, serviceDue: opening?.onePerson ? serviceDueNow(context, term) : null };
}

async function supplementFacts(context: StepContext, state: ProposalState): Promise<ProposalFacts> {
  const { tx, command } = context;
  const draft = await lockDraft(tx, command.org, idOf(command.stream));
  const dossier = await freezeDossier(tx, command.org, draft.id, draft.content);
  return { dossier, rowVersion: draft.row_version, serviceDue: serviceDueNow(context, serviceTermOfStep(state)) };
}

async function openingFromBelow(
  { tx, command }: StepContext,
  { body }: Received<CommandOf<'OpenFromBelow'>>,
): Promise<OpeningFact | null> {
  const round = await roundForOpening(tx, command.org, body.plan, body.round);
  if (round === null) return null;
  await copySubject(tx, body.lower.org, command.org, body.subject.id);
  const proposal = idOf(command.stream);
  await copyDossier(tx, { ...body.lower, hash: body.dossier }, { org: command.org, proposal });
  const claimed = {
    plan: body.plan,
    round: body.round,
    subject: body.subject.id,
    title: body.title,
    achievement: body.lower.proposal,
    proposal,
  };
  return {
    round,
    subject: body.subject,
    unit: body.lower.org,
    title: body.title,
    achievement: body.lower.proposal,
    dossier: { version: 1, hash: body.dossier },
    onePerson: false,
    begunByOffice: false,
    claimedBy: await claim(tx, command.org, claimed),
  };
}

async function listingOf({ tx, command }: StepContext, kind: ListKind, list: string) {
  return listingFact(tx, command.org, kind, list, idOf(command.stream));
}

async function heldFacts(context: StepContext, state: ProposalState): Promise<ProposalFacts> {
  const { listing, position } = state;
  if (listing !== null && listing.kind !== 'session')
    return { listing: await listingOf(context, listing.kind, listing.id) };
  // An agenda may hold the case before the case has taken note of it.
  const onAgenda = position.state === 'readyForCouncil' || position.state === 'onAgenda';
  const { tx, command } = context;
  return onAgenda ? { tallyStandsIn: await standingTally(tx, command.org, idOf(command.stream)) } : {};
}

async function rehomingFacts(context: StepContext, state: ProposalState, unit: string): Promise<ProposalFacts> {
  if (state.opened === null) return {};
  const { tx, command } = context;
  const home = await homeFact(tx, command.org, state.opened.round.plan, unit);
  return { home, serviceDue: serviceDueNow(context, serviceTermOfStep(state)) };
}

/** Of an award from above the register is not ours. */
async function counterFacts(
  { tx, command: { org } }: StepContext,
  { award }: ProposalState,
  { body }: Received<CommandOf<'Correct' | 'Revoke'>>,
): Promise<ProposalFacts> {
  const decision = award?.decision ?? null;
  return decision === null ? {} : { counter: await counterFact(tx, org, decision, body) };
}

async function settlingFacts(context: StepContext, state: ProposalState): Promise<ProposalFacts> {
  const act = state.pendingAct?.act;
  if (act?.kind === 'Nominate') return titleFacts(context, state, act.body.title, true);
  return act?.kind === 'Reinstate' ? {} : heldFacts(context, state);
}

/** No amendment reaches a case that is over; with the year's row locked, one either is seen here or finds the case open. */
async function wakingFacts({ tx, command }: StepContext, { opened }: ProposalState): Promise<ProposalFacts> {
  if (opened === null) return {};
  const round = await roundForOpening(tx, command.org, opened.round.plan, opened.round.key);
  // An amendment that drops the round leaves its cases as they are.
  return round === null ? {} : { round };
}

/** Another title than registered is another place: taken when the nomination holds, only looked at before. */
async function titleFacts(
  { tx, command }: StepContext,
  { opened }: ProposalState,
  title: string,
  takes: boolean,
): Promise<ProposalFacts> {
  if (opened === null || title === opened.title) return {};
  const { round, subject, achievement } = opened;
  const place = {
    plan: round.plan,
    round: round.key,
    subject: subject.id,
    title,
    achievement,
    proposal: idOf(command.stream),
  };
  return { claimedBy: await byEachName(tx, command.org, place, takes ? claim : claimHolder) };
}

/** Whom the case is to name has a place of their own; the one that it has stays its own where they are the same. */
async function amendingFacts(
  context: StepContext,
  state: ProposalState,
  { body }: Received<CommandOf<'AmendSubject'>>,
): Promise<ProposalFacts> {
  const { tx, command } = context;
  if (state.opened === null) return {};
  const { round, title, achievement, unit } = state.opened;
  const { fact } = body;
  const subject =
    'name' in fact
      ? await subjectAsNow(tx, command.org, { id: derivedId('subject', command.org, command.id), unit, ...fact })
      : await subjectOf(tx, command.org, fact.subject);
  const place = { plan: round.plan, round: round.key, subject: subject.id, title, achievement };
  const claimedBy = await claim(tx, command.org, { ...place, proposal: idOf(command.stream) });
  return { amended: { subject, claimedBy }, ...(await heldFacts(context, state)) };
}

async function recalendarFacts({ tx, command }: StepContext, state: ProposalState): Promise<ProposalFacts> {
  if (state.opened === null) return {};
  const round = await roundInForce(tx, command.org, state.opened.round.plan, state.opened.round.key);
  if (round === null) throw new Error(`Round ${state.opened.round.key} is not published`);
  return { round };
}
