import { isLate } from '../../calendar/deadline.ts';
import { daysBetween, endOfDay } from '../../calendar/local-date.ts';
import { accept, refuse } from '../../refusal.ts';
import type { Act } from '../act.ts';
import { afterNotice } from '../dates-in-force.ts';
import { happened } from '../events.ts';
import { onward } from '../onward.ts';
import { consequenceAt } from '../position.ts';
import { stageOf } from '../round.ts';
import { openedOf, stageRecord } from '../state.ts';
import type { Position } from '../states.ts';

/** Row 13a: the notice stands from one day to another, both shown, and not shorter than the pack's term. */
export const publish: Act<'Publish'> = (state, command) => {
  const stage = stageOf(openedOf(state).round, command.body.stage);
  if (stage === null || stage.key !== state.position.stage) return notThisStage(command.body.stage, state.position);
  const { from, to: until } = command.body;
  const shown = daysBetween(from, until) + 1;
  if (shown < Math.max(1, stage.noticeDays ?? 1)) {
    return refuse('NOTICE_TOO_SHORT', `plan: stage ${stage.key}`, {
      shownDays: shown,
      neededDays: Math.max(1, stage.noticeDays ?? 1),
    });
  }
  const to = afterNotice(state.position, stage, endOfDay(until), command.receivedAt);
  return accept(happened('NoticePublished', { stage: stage.key, from, until, to }));
};

export const recordComment: Act<'RecordComment'> = (state, command) => {
  const { stage } = command.body;
  if (stage !== state.position.stage) return notThisStage(stage, state.position);
  return stageRecord(state, stage).noticeUntil === null
    ? refuse('NOTICE_NOT_PUBLISHED', 'row 13a', { stage })
    : accept(happened('CommentRecorded', command.body));
};

export const closeNotice: Act<'CloseNotice'> = (state, command) => {
  if (command.body.stage !== state.position.stage) return notThisStage(command.body.stage, state.position);
  const until = stageRecord(state, command.body.stage).noticeUntil;
  if (until === null) return refuse('NOTICE_NOT_PUBLISHED', 'row 13a', { stage: command.body.stage });
  const endsAt = endOfDay(until);
  if (command.receivedAt < endsAt) return refuse('NOTICE_STILL_RUNNING', 'row 13a', { until, endsAt });
  return accept(
    happened('NoticeClosed', {
      ...command.body,
      to: onward(state, command.body.stage, command.receivedAt),
    }),
  );
};

export const requestOpinion: Act<'RequestOpinion'> = (state, command) => {
  const stage = stageOf(openedOf(state).round, command.body.stage);
  if (stage === null || stage.key !== state.position.stage) return notThisStage(command.body.stage, state.position);
  const { body, dueOn } = command.body;
  if (dueOn === null) return accept(happened('OpinionRequested', { stage: stage.key, body, to: state.position }));
  const dueAt = endOfDay(dueOn);
  if (dueAt <= command.receivedAt) return refuse('DUE_IN_THE_PAST', 'row 13a', { dueOn });
  const to: Position = { ...state.position, dueAt, printed: null, onMissed: consequenceAt(stage, command.receivedAt) };
  return accept(happened('OpinionRequested', { stage: stage.key, body, to }));
};

/** When the opinion differs the case still goes on: the next stage sees it and the authority decides. */
export const recordOpinion: Act<'RecordOpinion'> = (state, command) => {
  const { round } = openedOf(state);
  const stage = stageOf(round, command.body.stage);
  if (stage === null || stage.key !== state.position.stage) return notThisStage(command.body.stage, state.position);
  if (!stageRecord(state, stage.key).opinionRequested)
    return refuse('OPINION_NOT_REQUESTED', 'row 13a', { stage: stage.key });
  // Until the due instant nobody is silent yet, and without one they never are.
  const { dueAt } = state.position;
  const isSilence = stage.onSilence === 'goOn' && isLate(command.receivedAt, dueAt);
  if (command.body.opinion === 'silent' && !isSilence) {
    return refuse('OPINION_NOT_DUE', `plan: stage ${stage.key}`, {
      stage: stage.key,
      onSilence: stage.onSilence,
      dueAt,
    });
  }
  return accept(
    happened('OpinionRecorded', {
      ...command.body,
      to: onward(state, stage.key, command.receivedAt),
    }),
  );
};

function notThisStage(asked: string, position: Position) {
  return refuse('STAGE_NOT_OWED', 'row 13a', { stage: asked, current: position.stage, state: position.state });
}
