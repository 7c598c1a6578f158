import { type DeadlineSpec, resolveDeadline } from '../domain/calendar/deadline.ts';
import { workingCalendar } from '../domain/calendar/working-days.ts';
import type { CouncilLevel, Stage, StageKind } from '../domain/plan/plan.ts';
import { resolveStage } from '../domain/plan/resolve.ts';
import { isOfUnits, PHASES, STAGE_RULES } from '../domain/plan/stage-rules.ts';
import type { Finding, Path } from './fault.ts';
import type { Located, PipelineForm, PlanForm } from './read.ts';
import { LEVELS } from './schema.ts';

/** What no engine could run, however it is dated. */
export function structureFindings(plan: PlanForm): Finding[] {
  return [
    ...plan.pipelines.flatMap((pipeline) => pipelineFindings(pipeline, plan)),
    ...plan.rounds.flatMap((round) => roundFindings(round, plan)),
    ...levelFindings(plan),
  ];
}

function pipelineFindings({ value: pipeline, at }: Located<PipelineForm>, plan: PlanForm): Finding[] {
  const ofStages = pipeline.stages.flatMap(stageFindings);
  // A stage that failed the schema may be the very one that would be missed here.
  if (!pipeline.complete) return ofStages;
  const { above, intake: own } = plan.header;
  const isIntake = above?.intakePipeline === pipeline.key || own === pipeline.key;
  // While `above` itself is faulty any pipeline may be its intake.
  const isOfUnits = above !== undefined && !isIntake;
  const kinds = pipeline.stages.map(({ value }) => value.kind);
  return [
    ...ofStages,
    ...repeatedStages(pipeline.stages),
    ...disorder(pipeline.stages),
    ...outcome(kinds, at),
    ...(isIntake ? intake(pipeline.stages) : []),
    ...(isOfUnits ? entrance(kinds, at) : []),
    ...examination(kinds, at, isOfUnits),
  ];
}

function stageFindings({ value: stage, at }: Located<Stage>): Finding[] {
  return [...actors(stage, at), ...window(stage, at), ...idleSettings(stage, at)];
}

function actors(stage: Stage, at: Path): Finding[] {
  const { mayAct, mustAct } = STAGE_RULES[stage.kind];
  const here = [...at, 'actors'];
  const alien = stage.actors.filter((role) => !mayAct.includes(role));
  const absent = mustAct.filter((role) => !stage.actors.includes(role));
  return [
    ...alien.map(
      (role): Finding => ({
        code: 'ACTOR_NOT_ALLOWED',
        at: here,
        message: `names ${role}, who has no act in a stage of kind ${stage.kind}; it takes ${mayAct.join(', ')}`,
      }),
    ),
    ...absent.map(
      (role): Finding => ({
        code: 'ACTOR_MISSING',
        at: here,
        message: `leaves out ${role}, without whom a stage of kind ${stage.kind} cannot end; add the role`,
      }),
    ),
  ];
}

// Fixed dates need no holiday table; what is counted has no instant here and is not compared.
const noTables = workingCalendar([]);
const instant = (spec: DeadlineSpec) => resolveDeadline(spec, {}, noTables);

function window(stage: Stage, at: Path): Finding[] {
  const { opensAt, dueAt } = resolveStage(stage, instant);
  if (opensAt === null || dueAt === null || opensAt < dueAt) return [];
  return [
    {
      code: 'DUE_BEFORE_OPENS',
      at: [...at, 'due'],
      message: 'is not after the opening, so the stage would never be open; correct one of the two',
    },
  ];
}

const ASKING: readonly StageKind[] = ['publicNotice', 'partyOpinion', 'concurrence'];

function idleSettings(stage: Stage, at: Path): Finding[] {
  const idle = (field: string, kinds: string): Finding => ({
    code: 'SETTING_WITHOUT_EFFECT',
    at: [...at, field],
    message: `has no effect in a stage of kind ${stage.kind}, only in ${kinds}; remove it`,
  });
  return [
    ...(stage.noticeDays !== null && stage.kind !== 'publicNotice' ? [idle('noticeDays', 'publicNotice')] : []),
    ...(stage.onSilence === 'goOn' && !ASKING.includes(stage.kind) ? [idle('onSilence', ASKING.join(', '))] : []),
  ];
}

function repeatedStages(stages: readonly Located<Stage>[]): Finding[] {
  return stages
    .filter(
      ({ value }, index) =>
        STAGE_RULES[value.kind].once && stages.findIndex((other) => other.value.kind === value.kind) < index,
    )
    .map(({ value, at }) => ({
      code: 'STAGE_REPEATED',
      at: [...at, 'kind'],
      message: `${value.kind} stands twice in the pipeline; keep one`,
    }));
}

function disorder(stages: readonly Located<Stage>[]): Finding[] {
  const phase = ({ value }: Located<Stage>) => PHASES.indexOf(STAGE_RULES[value.kind].phase);
  return stages.flatMap((stage, index): Finding[] => {
    const before = stages[index - 1];
    const councilFirst =
      stage.value.kind === 'appraisal' && stages.slice(0, index).some(({ value }) => value.kind === 'council');
    if (before === undefined || (phase(before) <= phase(stage) && !councilFirst)) return [];
    const earlier = councilFirst ? 'council' : before.value.kind;
    return [
      {
        code: 'STAGES_OUT_OF_ORDER',
        at: [...stage.at, 'kind'],
        message: `${stage.value.kind} stands after ${earlier}, which can only follow it; exchange the stages`,
      },
    ];
  });
}

function outcome(kinds: readonly StageKind[], at: Path): Finding[] {
  if (kinds.includes('decision') || kinds.includes('submission')) return [];
  return [
    {
      code: 'NO_OUTCOME',
      at: [...at, 'stages'],
      message: 'end in neither a decision nor a submission, so no proposal could ever end; add one',
    },
  ];
}

function entrance(kinds: readonly StageKind[], at: Path): Finding[] {
  if (kinds.includes('registration') || kinds.includes('nomination')) return [];
  return [
    {
      code: 'NO_ENTRANCE',
      at: [...at, 'stages'],
      message: 'have neither a registration nor a nomination, so nothing could ever enter; add one',
    },
  ];
}

function intake(stages: readonly Located<Stage>[]): Finding[] {
  return stages
    .filter(({ value }) => isOfUnits(value.kind))
    .map(({ value, at }) => ({
      code: 'INTAKE_NOT_OF_UNITS',
      at: [...at, 'kind'],
      message: `${value.kind} is an act of units, but the intake begins with a submission received; remove the stage`,
    }));
}

/** Nothing is appraised that was not nominated, and a council votes on what was appraised. */
function examination(kinds: readonly StageKind[], at: Path, isOfUnits: boolean): Finding[] {
  const needs = (stage: StageKind, other: StageKind): Finding[] =>
    !kinds.includes(stage) || kinds.includes(other)
      ? []
      : [
          {
            code: 'STAGE_MISSING',
            at: [...at, 'stages'],
            message: `have ${stage} without ${other}, which comes before it; add a ${other} stage`,
          },
        ];
  return [...(isOfUnits ? needs('appraisal', 'nomination') : []), ...needs('council', 'appraisal')];
}

function roundFindings({ value: round, at }: PlanForm['rounds'][number], plan: PlanForm): Finding[] {
  const pipeline = plan.pipelines.find(({ value }) => value.key === round.pipeline)?.value;
  const reversed: Finding[] =
    round.period.from <= round.period.to
      ? []
      : [
          {
            code: 'PERIOD_REVERSED',
            at: [...at, 'period'],
            message: `ends on ${round.period.to}, before it begins on ${round.period.from}; exchange the two`,
          },
        ];
  if (pipeline === undefined || !pipeline.complete) return reversed;
  return [...reversed, ...closing(round, pipeline, at), ...waysOut(round.titles, pipeline, plan, at)];
}

function closing(round: PlanForm['rounds'][number]['value'], pipeline: PipelineForm, at: Path): Finding[] {
  const closesAt = instant(round.closes).dueAt;
  if (closesAt === null) return [];
  return pipeline.stages
    .filter(({ value }) => (instant(value.due).dueAt ?? closesAt) > closesAt)
    .map(({ value }) => ({
      code: 'CLOSES_TOO_EARLY',
      at: [...at, 'closes'],
      message: `lies before the stage "${value.key}" is due; let the round close later`,
    }));
}

/** A title decided here needs a decision on its way, one decided above a submission. */
function waysOut(titles: readonly string[], pipeline: PipelineForm, plan: PlanForm, at: Path): Finding[] {
  const has = (kind: StageKind, route: 'here' | 'above') =>
    pipeline.stages.some(({ value }) => value.kind === kind && (value.route === 'any' || value.route === route));
  return titles.flatMap((code, index): Finding[] => {
    const decidedBy = plan.titles.find(({ value }) => value.code === code)?.value.decidedBy;
    const needed = decidedBy === 'above' ? 'submission' : 'decision';
    if (decidedBy === undefined || has(needed, decidedBy)) return [];
    const message = `${code} is decided ${decidedBy}, but the pipeline "${pipeline.key}" has no ${needed} on its way; add the stage or take the title out`;
    return [{ code: 'NO_OUTCOME', at: [...at, 'titles', index], message }];
  });
}

function levelFindings(plan: PlanForm): Finding[] {
  const { above, council } = plan.header;
  if (above !== null) return above === undefined || council === undefined ? [] : notAbove(above.level, council.level);
  return plan.titles
    .filter(({ value }) => value.decidedBy === 'above')
    .map(({ value, at }) => ({
      code: 'NO_LEVEL_ABOVE',
      at: [...at, 'decidedBy'],
      message: `${value.code} is decided above, but the plan names no level above; fill \`above\` or let it be decided here`,
    }));
}

function notAbove(above: CouncilLevel, own: CouncilLevel): Finding[] {
  if (LEVELS.indexOf(above) > LEVELS.indexOf(own)) return [];
  const message = `is ${above}, which does not stand above a council of the level ${own}; write the level above it`;
  return [{ code: 'LEVEL_NOT_ABOVE', at: ['above', 'level'], message }];
}
