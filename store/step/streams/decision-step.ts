import { type LocalDate, yearOf } from '../../../domain/calendar/local-date.ts';
import {
  DECISION,
  type DecisionCommand,
  type DecisionEvent,
  type DecisionFacts,
  type DecisionState,
  decisionListings,
} from '../../../domain/decision/decision.ts';
import { listRows } from '../../board/list-board.ts';
import { followedOn } from '../../facts/followed-on.ts';
import { claimLines, lineFacts } from '../../facts/listing.ts';
import { isSameEntry, numberRow, replaceNumber, type Taking, takeNumber } from '../../facts/register-number.ts';
import type { CommandChanges, StreamStep, TableRows } from '../stream-step.ts';
import { recordList, retakeLines } from './record-list.ts';

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
      case 'NumberDecision':
        return numberFacts(await takeNumber(tx, org, entryOf(state, stream, command.body)));
      case 'CorrectNumber':
        return {
          ...numberFacts(await replaceNumber(tx, org, entryOf(state, stream, command.body))),
          followedOn: await followedOn(tx, org, state.lines),
        };
      case 'StrikeLine':
      case 'DeclineDecision':
        return {};
    }
  },
  record: (context, changes) => recordList(context, changes, ({ event }) => decisionListings(event)),
  tells: (changes) =>
    changes.map(({ after, event }) => ({ event, proposals: after.lines.map(({ proposal }) => proposal) })),
  rows: (place, commands) => [listRows(place, commands, ({ phase }) => phase), numberRows(place, commands)],
  listings: ({ event }) => decisionListings(event),
  async retake(context, { after, event }) {
    if (!isNumbering(event)) return retakeLines(context, 'decision', decisionListings(event));
    const { org, stream } = context.command;
    const takes = event.kind === 'DecisionNumbered' ? takeNumber : replaceNumber;
    return (await takes(context.tx, org, entryOf(after, stream, event.body))).takenBy === null;
  },
  planVersion: () => null,
  rulePack: () => null,
  isOver: ({ phase }) => phase === 'numbered' || phase === 'declined',
};

type Numbering = Extract<DecisionEvent, { kind: 'DecisionNumbered' | 'NumberCorrected' }>;

function isNumbering(event: DecisionEvent): event is Numbering {
  return event.kind === 'DecisionNumbered' || event.kind === 'NumberCorrected';
}

function numberFacts({ takenBy, leftBy }: Taking): DecisionFacts {
  return { numberTakenBy: takenBy, numberLeftBy: leftBy };
}

function entryOf(
  { authority, register }: DecisionState,
  paper: string,
  { number, on }: { number: string; on: LocalDate },
) {
  return { authority, register, year: yearOf(on), number, paper };
}

function numberRows(
  { org, stream }: { org: string; stream: string },
  commands: readonly CommandChanges<DecisionState, DecisionEvent>[],
): TableRows {
  const borne = commands
    .flat()
    .flatMap(({ after, event }) => (isNumbering(event) ? [numberRow(org, entryOf(after, stream, event.body))] : []));
  // A number that came back is one entry, spelled as it was typed last.
  const rows = borne.filter((row, index) => !borne.slice(index + 1).some((later) => isSameEntry(row, later)));
  return { table: 'register_number', rows: rows.map((row, index) => ({ ...row, replaced: index < rows.length - 1 })) };
}
