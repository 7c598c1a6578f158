import { unnamedAmong } from '../../../domain/office/lost-namings.ts';
import {
  OFFICE,
  type OfficeCommand,
  type OfficeEvent,
  type OfficeFacts,
  type OfficeState,
} from '../../../domain/office/office.ts';
import { listRows, showList } from '../../board/list-board.ts';
import { broughtBack } from '../../facts/brought-back.ts';
import { engagedAmong, peopleAmong, unitsInForce } from '../../facts/office.ts';
import { asOfNow } from '../../reads/as-of.ts';
import type { StreamStep } from '../stream-step.ts';

export const OFFICE_STEP: StreamStep<OfficeState, OfficeCommand, OfficeEvent, OfficeFacts> = {
  stream: OFFICE,
  async loadFacts({ tx, command: { org }, dependencies }, { deputyships }, command) {
    switch (command.kind) {
      case 'NameDeputy': {
        const { principal, deputy } = command.body;
        const engaged = await engagedAmong(tx, org, [principal, deputy]);
        const unnamed = unnamedAmong(deputyships, command.body, await broughtBack(tx, org, command.body));
        return { principal: engaged.get(principal) ?? null, deputy: engaged.get(deputy) ?? null, unnamed };
      }
      case 'ConstituteCouncil': {
        const named = command.body.members.flatMap(({ person }) => (person === null ? [] : [person]));
        return { people: await peopleAmong(tx, org, named) };
      }
      case 'ConstituteCluster':
        return { units: await unitsInForce(tx, org, command.body.units) };
      case 'RevokeDeputy':
        // Under the office's lock, of which each act for another holds a share: what was decided before was received before.
        // A clock that was set back meanwhile does not let it be heard before it was received.
        return { heardAt: Math.max(command.receivedAt, await asOfNow(tx, dependencies.clock)) };
    }
  },
  async record({ tx, command }, changes) {
    const last = changes.at(-1);
    if (last !== undefined) await showList(tx, command, last.after, PHASE);
  },
  rows: (place, commands) => [listRows(place, commands, () => PHASE)],
  planVersion: () => null,
  rulePack: () => null,
  isOver: () => true,
};

/** It never comes to an end. */
const PHASE = 'open';
