import { yearOf } from '../../../domain/calendar/local-date.ts';
import {
  DECISION,
  type DecisionCommand,
  type DecisionEvent,
  type DecisionFacts,
  type DecisionState,
  decisionListings,
} from '../../../domain/decision/decision.ts';
import { claimLines, lineFacts } from '../../facts/listing.ts';
import { takeNumber } from '../../facts/register-number.ts';
import type { StreamStep } from '../stream-step.ts';
import { recordList } from './record-list.ts';

export const DECISION_STEP: StreamStep<DecisionState, DecisionCommand, DecisionEvent, DecisionFacts> = {
  stream: DECISION,
  async loadFacts({ tx, command: { org, stream } }, state, command) {
    switch (command.kind) {
      case 'DraftDecision':
        await claimLines(tx, org, 'decision', stream, command.body.proposals);
        return { lines: await lineFacts(tx, org, 'decision', stream, command.body.proposals) };
      case 'SignDecision':
        return {
          lines: await lineFacts(
            tx,
            org,
            'decision',
            stream,
            state.lines.map(({ proposal }) => proposal),
          ),
        };
      case 'NumberDecision': {
        const { number, on } = command.body;
        const entry = {
          authority: state.authority,
          register: state.register,
          year: yearOf(on),
          number,
          paper: stream,
        };
        return { numberTakenBy: await takeNumber(tx, org, entry) };
      }
      case 'StrikeLine':
      case 'DeclineDecision':
        return {};
    }
  },
  record: (context, changes) => recordList(context, changes, ({ event }) => decisionListings(event)),
  planVersion: () => null,
  rulePack: () => null,
  isOver: ({ phase }) => phase === 'numbered' || phase === 'declined',
};
