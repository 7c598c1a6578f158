import { refuseWindow } from '../../../domain/proposal/acts/registration.ts';
import { stageOfKind } from '../../../domain/proposal/round.ts';
import {
  UNIT_ROUND,
  type UnitRoundCommand,
  type UnitRoundEvent,
  type UnitRoundFacts,
  type UnitRoundState,
} from '../../../domain/unit-round/unit-round.ts';
import { listRows, showList } from '../../board/list-board.ts';
import { isOnePerson } from '../../facts/one-person.ts';
import { owingProposals, stillNominable } from '../../facts/owing.ts';
import { roundInForce } from '../../facts/round.ts';
import type { StepContext, StreamStep } from '../stream-step.ts';

export const UNIT_ROUND_STEP: StreamStep<UnitRoundState, UnitRoundCommand, UnitRoundEvent, UnitRoundFacts> = {
  stream: UNIT_ROUND,
  async loadFacts(context, state, command) {
    switch (command.kind) {
      case 'HandInForUnit':
        return factsFor(context, command.body.round, command.body.stage);
      case 'ProposeList':
        return listFacts(context, command.body.round);
      case 'ConfirmList':
        return state.round === null ? {} : listFacts(context, state.round);
      case 'RegisterTargets':
        return factsFor(context, command.body.round, null);
      case 'ConfirmTargets':
        return state.round === null ? {} : factsFor(context, state.round, null);
      case 'DeclineList':
      case 'DeclineTargets':
        return {};
    }
  },
  async record({ tx, command }, changes) {
    const last = changes.at(-1);
    if (last !== undefined) await showList(tx, command, last.after, phaseOf(last.after));
  },
  rows: (place, commands) => [listRows(place, commands, phaseOf)],
  planVersion: () => null,
  rulePack: () => null,
  isOver: () => true,
};

/** What waits for the head; of the two the list, which has more behind it. */
function phaseOf({ pending, targetsPending }: UnitRoundState): string {
  if (pending !== null) return 'listProposed';
  return targetsPending === null ? 'open' : 'targetsProposed';
}

/** `place` is `plan/round`; a stage of null asks for the nomination. */
async function factsFor({ tx, command }: StepContext, place: string, stage: string | null): Promise<UnitRoundFacts> {
  const [plan = '', key = ''] = place.split('/');
  const unit = command.by.unit ?? '';
  const round = await roundInForce(tx, command.org, plan, key);
  // The API answers 404 for an unknown round before a command is written.
  if (round === null) throw new Error(`Round ${place} is not published`);
  const asked = stage ?? stageOfKind(round, 'nomination')?.key ?? '';
  const owing = await owingProposals(tx, command.org, { plan, round: key, unit, stage: asked });
  return { round, owing, onePerson: await isOnePerson(tx, command.org, plan, unit) };
}

/** Whose window is asked of each case only where the plan's is not open, which is what most lists find. */
async function listFacts(context: StepContext, place: string): Promise<UnitRoundFacts> {
  const { tx, command } = context;
  const facts = await factsFor(context, place, null);
  const { round, owing = [] } = facts;
  const stage = round === undefined ? null : stageOfKind(round, 'nomination');
  if (round === undefined || stage === null || refuseWindow(stage, round, command.receivedAt) === null) return facts;
  return { ...facts, extended: await stillNominable(tx, command.org, owing, command.receivedAt) };
}
