import type { Pipeline, Plan, Task, TaskParty } from '../domain/plan/plan.ts';
import { withAnomalies } from './anomalies.ts';
import { documentDate } from './document-date.ts';
import type { Fault, Finding, Path } from './fault.ts';
import { printedAnomalies } from './printed-anomalies.ts';
import { type HeaderForm, type PlanForm, readForm } from './read.ts';
import { referenceFindings } from './references.ts';
import { header as headerSchema, type PartyForm, type TaskForm } from './schema.ts';
import { isRecord } from './schema-findings.ts';
import { structureFindings } from './structure.ts';
import { wordingFindings } from './wording-findings.ts';
import { placeFinding, readYaml } from './yaml-text.ts';

export type LoadedPlan = { plan: Plan } | { faults: Fault[] };

/** The plan that a file says, with the anomalies of its source; or every fault that refuses it, by line. */
export function loadPlan(text: string, fileName: string): LoadedPlan {
  const read = readYaml(text, fileName);
  if ('faults' in read) return read;
  if (!isRecord(read.yaml.value)) return { faults: [placeFinding(noFields, read.yaml)] };
  const form = readForm(read.yaml.value);
  const checked = [...referenceFindings(form), ...structureFindings(form), ...wordingFindings(form)];
  const further = checked.filter(({ at }) => !form.findings.some((finding) => isWithin(at, finding.at)));
  const findings = [...form.findings, ...further];
  const header = completeHeader(form.header);
  if (findings.length === 0 && header !== null) return { plan: withAnomalies(planOf(header, form)) };
  const faults = findings.map((finding) => placeFinding(finding, read.yaml));
  return { faults: faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

const noFields: Finding = {
  code: 'FIELD_WRONG',
  at: [],
  message: 'must be a group of fields, as a plan has: key, title, year and so on',
};

/** What was read in place of a faulty field is no second fault. */
function isWithin(at: Path, outer: Path): boolean {
  return outer.every((part, index) => at[index] === part);
}

/** A header without findings has every field, since each missing one is a finding. */
function completeHeader(header: Partial<HeaderForm>): HeaderForm | null {
  const isComplete = (value: Partial<HeaderForm>): value is HeaderForm =>
    Object.keys(headerSchema.shape).every((field) => Object.hasOwn(value, field));
  return isComplete(header) ? header : null;
}

function planOf(header: HeaderForm, form: PlanForm): Plan {
  const { document, printedCounts, printedYears, printedSpans, ...rest } = header;
  const { date, anomalies } = documentDate(document.dates, document.amendedDate ?? null);
  return {
    ...rest,
    document: { number: document.number, date, dates: document.dates },
    clusters: form.clusters.map(({ value }) => value),
    units: form.units.map(({ value }) => value),
    tasks: form.tasks.map(({ value }) => taskOf(value, form)),
    titles: form.titles.map(({ value }) => value),
    pipelines: form.pipelines.map(
      ({ value }): Pipeline => ({ key: value.key, name: value.name, stages: value.stages.map((stage) => stage.value) }),
    ),
    rounds: form.rounds.map(({ value }) => value),
    anomalies: [...anomalies, ...printedAnomalies(header, form)],
  };
}

function taskOf(task: TaskForm, form: PlanForm): Task {
  return {
    ...task,
    lead: partyOf(task.lead, form),
    coordinates: task.coordinates.map((party) => partyOf(party, form)),
  };
}

function partyOf({ kind, value, name }: PartyForm, form: PlanForm): TaskParty {
  if (kind !== 'unit') return { kind, name: value };
  const unit = form.units.find((each) => each.value.key === value)?.value;
  return { kind, unit: value, name: name ?? unit?.name ?? value };
}
