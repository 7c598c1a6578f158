import type { DeadlineSpec } from '../calendar/deadline.ts';
import type { LadderSpec } from '../calendar/ladder.ts';
import type { LocalDate } from '../calendar/local-date.ts';
import type { Role } from '../roles.ts';

/**
 * An award year as an office writes it down. Pure data: the schema in plans/ checks it, nothing here decides.
 * Texts are Vietnamese, NFC. Keys are short, stable and ASCII: they appear in ids, filters and events.
 */
export type Plan = {
  /** Key of the plan, e.g. `an-thinh-2021`; stable through its amendments. */
  key: string;
  /** 1 for the plan as published; each amendment adds one. */
  version: number;
  title: string;
  year: number;
  /** The number is '' where the document leaves it blank; `dates` has every date that it prints for itself, and where. */
  document: { number: string; date: DeadlineSource; dates: readonly PrintedDate[] };
  /** A demo year: all dates of the tasks and rounds lie so many days after those of the year it was made from. */
  moved: null | { days: number; fromYear: number };
  council: { key: string; name: string; level: CouncilLevel; chair: string; standingOffice: string };
  /** The level above, when proposals go upward; its intake runs the named pipeline. */
  above: null | LevelAbove;
  /** Pipeline of this plan for what lower levels send up; null where nothing comes from below. */
  intake: string | null;
  units: readonly Unit[];
  clusters: readonly Cluster[];
  tasks: readonly Task[];
  titles: readonly Title[];
  pipelines: readonly Pipeline[];
  rounds: readonly Round[];
  ladder: LadderSpec;
  /** What a fixed date becomes that passed while a case was held. */
  afterHold: Term;
  /** What the council's own regulation says of its votes; null where no document is known. */
  councilRegulation: null | CouncilRegulation;
  anomalies: readonly Anomaly[];
};

export type LevelAbove = {
  key: string;
  name: string;
  level: CouncilLevel;
  standingOffice: string;
  intakePipeline: string;
  /** The cluster of that level in which this body itself competes; null where the document names none. */
  cluster: null | Cluster;
  source: Source;
};

export type CouncilLevel = 'commune' | 'district' | 'province' | 'state';

/**
 * Where a row comes from. `seed`: printed in the plan's own document. `assumed`: needed to run the year but not dated
 * or not said there; it has no legal effect, the reason is shown and the board marks it.
 */
export type Source = { kind: 'seed'; place: string } | { kind: 'assumed'; reason: string };

/** A date as printed, which may be unusable; `on` is null until a named person amends it. */
export type DeadlineSource = { printed: string; on: LocalDate | null };

export type PrintedDate = { place: string; printed: string };

export type Unit = {
  key: string;
  name: string;
  cluster: string | null;
  /** One person is clerk and head: the second pair of eyes is the office's acceptance. */
  onePerson: boolean;
  source: Source;
};

export type Cluster = { key: string; name: string; source: Source };

/** A row of the plan: who must have done what by when. */
export type Task = {
  key: string;
  /** The row's number as printed, or null for a duty that stands in the text. */
  row: number | null;
  content: string;
  directedBy: string;
  lead: TaskParty;
  coordinates: readonly TaskParty[];
  /** The heading that the row is printed under, which may differ from the quarter that it is due in. */
  printedQuarter: 1 | 2 | 3 | 4 | null;
  deadline: DeadlineSpec;
  source: Source;
};

/**
 * `everyUnit` and `everyCluster` make one duty for each of them. `clusterAbove` is the cluster in which the body itself is
 * a member; the standing office acts for the body there.
 */
export type TaskParty =
  | { kind: 'office'; name: string }
  | { kind: 'unit'; unit: string; name: string }
  | { kind: 'everyUnit'; name: string }
  | { kind: 'everyCluster'; name: string }
  | { kind: 'clusterAbove'; name: string }
  | { kind: 'named'; name: string };

export type SubjectKind = 'person' | 'collective' | 'household';

/** A title (danh hiệu) or a form of commendation (hình thức). */
export type Title = {
  code: string;
  name: string;
  kind: 'title' | 'form';
  subjects: readonly SubjectKind[];
  /** `here`: the authority of this council decides. `above`: it goes upward. */
  decidedBy: 'here' | 'above';
  source: Source;
};

export type StageKind =
  | 'registration'
  | 'checkpoint'
  | 'review'
  | 'scoring'
  | 'initiative'
  | 'clusterScoring'
  | 'nomination'
  | 'publicNotice'
  | 'appraisal'
  | 'council'
  | 'partyOpinion'
  | 'concurrence'
  | 'decision'
  | 'submission'
  | 'conferral';

/** What a missed deadline does. */
export type OnMissed = 'flag' | 'lapse' | 'escalate' | 'block';

export type Term = { days: number; unit: 'working' | 'calendar' };

export type Stage = {
  key: string;
  kind: StageKind;
  name: string;
  /** Null: may be done from the round's start. */
  opens: DeadlineSpec | null;
  due: DeadlineSpec;
  onMissed: OnMissed;
  /** Who hands in, decides or records; checked against what the kind of stage allows. */
  actors: readonly Role[];
  /** What must be handed in; empty when the act itself is the evidence. */
  evidence: readonly { key: string; name: string }[];
  /** `unit`: one hand-in for all the unit's proposals. `proposal`: one each. */
  per: 'unit' | 'proposal';
  /** `office`: the standing office accepts or returns what is handed in. `none`: it passes at hand-in. */
  acceptance: 'office' | 'none';
  /** Time that the office has from full receipt; null: no due date, never overdue. */
  serviceTime: Term | null;
  /** The stage is passed over for titles decided elsewhere. */
  route: 'here' | 'above' | 'any';
  /** publicNotice: least days shown. Opinions: what silence at the due date does. */
  noticeDays: number | null;
  onSilence: 'wait' | 'goOn';
  source: Source;
};

export type Pipeline = {
  key: string;
  name: string;
  stages: readonly Stage[];
};

export type Round = {
  key: string;
  name: string;
  pipeline: string;
  period: { from: LocalDate; to: LocalDate };
  /** Standing rounds (đột xuất, chuyên đề) tell achievements of one subject apart. */
  standing: boolean;
  titles: readonly string[];
  /** What a registration after its window does. */
  afterWindow: 'refuse' | 'acceptMarkedLate';
  /** May a unit nominate whom it has not registered? Marked when it does. */
  admitsUnregistered: boolean;
  /** May the standing office propose by itself? */
  officeProposes: boolean;
  /** The last moment of anything in the round. */
  closes: DeadlineSpec;
  source: Source;
};

export type CouncilRegulation = {
  /** The number of the council's members, the denominator when the base is `all`. */
  members: number;
  threshold: Threshold | null;
  source: Source;
};

/** Compared in integers: for * denominator >= numerator * base. */
export type Threshold = { numerator: number; denominator: number; base: 'all' | 'present'; strict: boolean };

/** A trouble of the source: loaded, printed, kept as it stands, without a date until a person amends it. */
export type Anomaly = { code: AnomalyCode; place: string; printed: string; reason: string };

export type AnomalyCode =
  | 'IMPOSSIBLE_DATE'
  | 'WINDOW_IN_WRONG_YEAR'
  | 'TWO_DATES_FOR_ONE_ACT'
  | 'PRINTED_UNDER_OTHER_QUARTER'
  | 'BODY_OF_ANOTHER_LEVEL'
  | 'COUNT_DIFFERS'
  | 'YEAR_DIFFERS'
  | 'BLANK_NUMBER_OR_DATE';
