/** What refuses a plan. All of them are told at once. */
export type Fault = {
  code: FaultCode;
  file: string;
  /** Where in the YAML, such as `tasks[3].deadline`; '' for the file as a whole. */
  path: string;
  /** From 1; null where the fault has no place in the text. */
  line: number | null;
  /** What is wrong, and what to do about it. */
  message: string;
};

export type FaultCode =
  | 'NOT_A_PLAN_FILE'
  | 'YAML'
  | 'FIELD_MISSING'
  | 'FIELD_UNKNOWN'
  | 'FIELD_WRONG'
  | 'DUPLICATE'
  | 'UNKNOWN_REFERENCE'
  | 'NO_ACTOR'
  | 'ACTOR_NOT_ALLOWED'
  | 'ACTOR_MISSING'
  | 'DUE_BEFORE_OPENS'
  | 'PERIOD_REVERSED'
  | 'WINDOW_REVERSED'
  | 'CLOSES_TOO_EARLY'
  | 'NO_OUTCOME'
  | 'NO_ENTRANCE'
  | 'STAGE_MISSING'
  | 'STAGE_REPEATED'
  | 'STAGES_OUT_OF_ORDER'
  | 'SETTING_WITHOUT_EFFECT'
  | 'NO_LEVEL_ABOVE'
  | 'LEVEL_NOT_ABOVE'
  | 'INTAKE_NOT_OF_UNITS'
  | 'SEED_WITHOUT_WORDING'
  | 'WORDING_DIFFERS';

/** A place in the YAML, from the root. */
export type Path = readonly (string | number)[];

/** A fault before its line is known. */
export type Finding = { code: FaultCode; at: Path; message: string };

export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

export function describeFault(fault: Fault): string {
  const place = fault.line === null ? fault.file : `${fault.file}:${fault.line}`;
  return `${place}: ${fault.path === '' ? '' : `${fault.path} `}${fault.message} [${fault.code}]`;
}
