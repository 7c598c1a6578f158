import { Document, isScalar, visit, type YAMLMap } from 'yaml';
import type { DeadlineSpec } from '../domain/calendar/deadline.ts';
import type { LevelAbove, Plan, Round, Source, Stage, Task, TaskParty, Unit } from '../domain/plan/plan.ts';
import { printDate } from '../domain/plan/print-date.ts';
import { documentDate } from './document-date.ts';

/** A plan as the YAML that the loader reads back. Anomalies are left out: the loader finds them again. */
export function writePlan(plan: Plan, comment: string): string {
  const document = new Document(formOf(plan), { aliasDuplicateObjects: false });
  document.commentBefore = ` ${comment.replaceAll('\n', '\n ')}`;
  // One line for what is short, as a person would write it.
  visit(document, {
    Map: (_, node, path) => {
      if (path.length > 2 && isShort(node)) node.flow = true;
    },
    Seq: (_, node) => {
      if (node.items.every((item) => isScalar(item))) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function isShort(node: YAMLMap): boolean {
  if (node.items.length > 5) return false;
  const length = node.items.reduce((sum, { value }) => sum + (isScalar(value) ? String(value.value).length : 1000), 0);
  return length <= 80;
}

function formOf(plan: Plan): unknown {
  const { document } = plan;
  return {
    key: plan.key,
    version: plan.version,
    title: plan.title,
    year: plan.year,
    document: { number: document.number, dates: document.dates, ...amendedDate(plan) },
    ...(plan.moved === null ? {} : { moved: plan.moved }),
    council: plan.council,
    above: plan.above === null ? null : aboveForm(plan.above),
    ...(plan.intake === null ? {} : { intake: plan.intake }),
    councilRegulation:
      plan.councilRegulation === null
        ? null
        : { ...plan.councilRegulation, source: sourceForm(plan.councilRegulation.source) },
    ladder: plan.ladder,
    afterHold: plan.afterHold,
    clusters: plan.clusters.map(withSource),
    units: plan.units.map(unitForm),
    tasks: plan.tasks.map(taskForm),
    titles: plan.titles.map(withSource),
    pipelines: plan.pipelines.map(({ key, name, stages }) => ({ key, name, stages: stages.map(stageForm) })),
    rounds: plan.rounds.map(roundForm),
  };
}

function amendedDate({ document }: Plan): { amendedDate?: string } {
  const { on } = document.date;
  return on === null || on === documentDate(document.dates, null).date.on ? {} : { amendedDate: printDate(on) };
}

function aboveForm({ cluster, source, ...rest }: LevelAbove): unknown {
  return { ...rest, ...(cluster === null ? {} : { cluster: withSource(cluster) }), source: sourceForm(source) };
}

function sourceForm(source: Source): unknown {
  return source.kind === 'seed' ? { seed: source.place } : { assumed: source.reason };
}

function withSource<Row extends { source: Source }>(row: Row): unknown {
  return { ...row, source: sourceForm(row.source) };
}

function unitForm({ key, name, cluster, onePerson, source }: Unit): unknown {
  return {
    key,
    name,
    ...(cluster === null ? {} : { cluster }),
    ...(onePerson ? { onePerson } : {}),
    source: sourceForm(source),
  };
}

function taskForm(task: Task): unknown {
  return {
    key: task.key,
    row: task.row,
    ...(task.printedQuarter === null ? {} : { printedQuarter: task.printedQuarter }),
    content: task.content,
    directedBy: task.directedBy,
    lead: partyForm(task.lead),
    coordinates: task.coordinates.map(partyForm),
    deadline: deadlineForm(task.deadline),
    source: sourceForm(task.source),
  };
}

function partyForm(party: TaskParty): unknown {
  return party.kind === 'unit' ? { unit: party.unit, name: party.name } : { [party.kind]: party.name };
}

function stageForm(stage: Stage): unknown {
  const { opens, due, source, serviceTime, noticeDays, evidence, ...rest } = stage;
  return {
    ...rest,
    ...(opens === null ? {} : { opens: openingForm(opens) }),
    due: deadlineForm(due),
    ...(evidence.length === 0 ? {} : { evidence }),
    ...(serviceTime === null ? {} : { serviceTime }),
    ...(noticeDays === null ? {} : { noticeDays }),
    source: sourceForm(source),
  };
}

function roundForm(round: Round): unknown {
  const { period, closes, source, ...rest } = round;
  return {
    ...rest,
    period: { from: printDate(period.from), to: printDate(period.to) },
    closes: deadlineForm(closes),
    source: sourceForm(source),
  };
}

function awaitedForm({ plan, task }: Extract<DeadlineSpec, { kind: 'setByAbove' }>): unknown {
  return plan === undefined || task === undefined ? true : { plan, task };
}

function openingForm(spec: DeadlineSpec): unknown {
  return spec.kind === 'before' && spec.printed === '' ? printDate(spec.on) : deadlineForm(spec);
}

function deadlineForm(spec: DeadlineSpec): unknown {
  const printed = spec.printed === '' ? {} : { printed: spec.printed };
  switch (spec.kind) {
    case 'before':
    case 'atLatest':
      return { [spec.kind]: printDate(spec.on), ...printed };
    case 'within':
      return { within: { from: printDate(spec.from), to: printDate(spec.to) }, ...printed };
    case 'quarter':
      return { quarter: `Q${spec.quarter}/${spec.year}`, ...printed };
    case 'relative':
      return { relative: { days: spec.days, unit: spec.unit, [spec.direction]: spec.event }, ...printed };
    case 'setByAbove':
      return { setByAbove: awaitedForm(spec), ...printed };
    case 'anomalous':
      return { anomalous: spec.reason, ...printed };
    case 'none':
      return spec.printed === '' ? 'none' : { none: true, ...printed };
  }
}
