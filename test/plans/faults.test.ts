import { expect, test } from 'vitest';
import { edited, faultsOf, lineWith, planOf, smallPlan, told } from './small-plan.ts';

test('a plan without faults loads, with no anomaly where its source has none', () => {
  expect(planOf(smallPlan).anomalies).toEqual([]);
});

test('a field that no plan has is refused at its own line', () => {
  const text = edited(['    name: Năm 2022\n', '    name: Năm 2022\n    colour: red\n']);
  expect(told(text)).toEqual([`${lineWith(text, 'colour')} FIELD_UNKNOWN rounds[0].colour`]);
  const last = `${smallPlan}holidays: []\n`;
  expect(told(last)).toEqual([`${lineWith(last, 'holidays')} FIELD_UNKNOWN holidays`]);
});

test('a missing field is told with what to do', () => {
  const text = edited(['    pipeline: annual\n', '']);
  expect(faultsOf(text)).toEqual([
    {
      code: 'FIELD_MISSING',
      file: 'plan.yaml',
      path: 'rounds[0].pipeline',
      line: lineWith(text, 'annual-2022'),
      message: 'is missing; write it',
    },
  ]);
});

test('a missing list is a fault, since an empty one is written as []', () => {
  const text = smallPlan.slice(0, smallPlan.indexOf('rounds:'));
  expect(told(text)).toEqual(['1 FIELD_MISSING rounds']);
});

test('a value of the wrong kind is told with what would be right', () => {
  const text = edited(
    ['year: 2022', 'year: twenty'],
    ['decidedBy: here', 'decidedBy: there'],
    ['name: Cụm số 1', 'name: 17'],
  );
  expect(faultsOf(text).map(({ path, message }) => [path, message])).toEqual([
    ['year', 'must be a whole number from 1945 to 2200'],
    ['clusters[0].name', 'must be a text, not a number; put it in quotation marks'],
    ['titles[0].decidedBy', 'must be one of here, above; it is "there"'],
  ]);
});

test('a key in capitals or with an accent is refused', () => {
  expect(told(edited(['key: row-1', 'key: Dòng-1'])).map((line) => line.replace(/^\d+ /, ''))).toEqual([
    'FIELD_WRONG tasks[0].key',
  ]);
});

test('invisible characters are refused, and accents typed in two ways become one', () => {
  expect(told(edited(['name: Phòng A', 'name: "Phòng\\u202EA"']))).toEqual([
    expect.stringContaining('FIELD_WRONG units[0].name'),
  ]);
  expect(told(edited(['name: Phòng A', 'name: "Phòng\\nA"']))).toEqual([
    expect.stringContaining('FIELD_WRONG units[0].name'),
  ]);
  expect(planOf(edited(['name: Phòng A', `name: ${'Phòng A'.normalize('NFD')}`])).units[0]?.name).toBe(
    'Phòng A'.normalize('NFC'),
  );
});

test('a reference to what the plan does not have names it', () => {
  const text = edited(
    ['cluster: cum-1', 'cluster: cum-9'],
    ['lead: { unit: phong-a }', 'lead: { unit: phong-z }'],
    ['pipeline: annual', 'pipeline: anual'],
    ['titles: [LDTT, BK]', 'titles: [LDTT, XX]'],
    ['intakePipeline: intake', 'intakePipeline: elsewhere'],
  );
  expect(
    faultsOf(text)
      .filter(({ code }) => code === 'UNKNOWN_REFERENCE')
      .map(({ path }) => path),
  ).toEqual([
    'above.intakePipeline',
    'units[0].cluster',
    'tasks[0].lead.unit',
    'rounds[0].pipeline',
    'rounds[0].titles[1]',
  ]);
});

test('a level that does not stand above the council is refused, and one left out is a province', () => {
  const level = (word: string) => edited(['standingOffice: Sở Nội vụ', `level: ${word}, standingOffice: Sở Nội vụ`]);
  expect(told(level('district'))).toEqual([expect.stringContaining('LEVEL_NOT_ABOVE above.level')]);
  expect(planOf(level('state')).above?.level).toBe('state');
  expect(planOf(smallPlan).above?.level).toBe('province');
});

test('a cluster in which the body is a member must stand in the plan', () => {
  const coordinated = ['coordinates: [{ office', 'coordinates: [{ clusterAbove: Cụm II }, { office'] as const;
  expect(told(edited(coordinated))).toEqual([
    expect.stringContaining('UNKNOWN_REFERENCE tasks[0].coordinates[0].clusterAbove'),
  ]);
  const cluster = 'cluster: { key: cum-ii, name: Cụm II, source: { seed: mục 1 } }, intakePipeline: intake';
  expect(planOf(edited(coordinated, ['intakePipeline: intake', cluster])).tasks[0]?.coordinates[0]).toEqual({
    kind: 'clusterAbove',
    name: 'Cụm II',
  });
  expect(told(edited(['above: {', 'above: { cluster: nowhere, ']))).toEqual([
    expect.stringContaining('FIELD_WRONG above.cluster'),
  ]);
});

test('a reference to a row that is itself faulty is not a second fault', () => {
  const text = edited(['name: Phòng A', 'name: 17']);
  expect(told(text)).toEqual([`${lineWith(text, 'name: 17')} FIELD_WRONG units[0].name`]);
  const keyed = edited(['key: row-1', 'key: Row 1']);
  expect(told(keyed)).toEqual([`${lineWith(keyed, 'Row 1')} FIELD_WRONG tasks[0].key`]);
});

test('a row with one faulty field is still checked for the others', () => {
  const text = edited(
    ['opens: 10/01/2022', 'opens: 01/04/2022'],
    ['actors: [unitClerk, unitHead]', 'actors: []'],
    ['pipeline: annual', 'pipeline: anual'],
    ['to: 31/12/2022', 'to: 31/12/2020'],
    ['    name: Năm 2022', '    name: 2022'],
    ['cluster: cum-1', 'colour: red, cluster: cum-9'],
  );
  expect(told(text).map((line) => line.replace(/^\d+ /, ''))).toEqual([
    'FIELD_UNKNOWN units[0].colour',
    'UNKNOWN_REFERENCE units[0].cluster',
    'DUE_BEFORE_OPENS pipelines[0].stages[0].due',
    'NO_ACTOR pipelines[0].stages[0].actors',
    'FIELD_WRONG rounds[0].name',
    'UNKNOWN_REFERENCE rounds[0].pipeline',
    'PERIOD_REVERSED rounds[0].period',
  ]);
});

test('a key, a row number or an evidence used twice is refused at the second one', () => {
  const second = '  - { key: cum-1, name: Cụm khác, source: { seed: mục 1 } }\nunits:';
  expect(told(edited(['units:', second]))).toEqual([expect.stringContaining('DUPLICATE clusters[1].key')]);
  expect(told(edited(['- { key: cum-1,', '- { key: phong-a,'], ['cluster: cum-1', 'cluster: phong-a']))).toEqual([
    expect.stringContaining('DUPLICATE clusters[0].key'),
  ]);
  expect(told(edited(['- key: nomination', '- key: registration']))).toEqual([
    expect.stringContaining('DUPLICATE pipelines[0].stages[1].key'),
  ]);
  expect(told(edited(['titles: [LDTT, BK]', 'titles: [LDTT, LDTT]']))).toEqual([
    expect.stringContaining('DUPLICATE rounds[0].titles[1]'),
  ]);
  expect(told(edited(['[{ key: to-trinh, name: Tờ trình }]', '[{ key: a, name: A }, { key: a, name: B }]']))).toEqual([
    expect.stringContaining('DUPLICATE pipelines[0].stages[1].evidence[1].key'),
  ]);
  const task = smallPlan.slice(smallPlan.indexOf('  - key: row-1'), smallPlan.indexOf('titles:'));
  expect(told(edited(['titles:\n', `${task.replace('key: row-1', 'key: row-2')}titles:\n`]))).toEqual([
    expect.stringContaining('DUPLICATE tasks[1].row'),
  ]);
});

test('a stage without actors is refused, whether the list is empty or missing', () => {
  expect(told(edited(['actors: [unitClerk, unitHead]', 'actors: []']))).toEqual([
    expect.stringContaining('NO_ACTOR pipelines[0].stages[0].actors'),
  ]);
  expect(told(edited(['        actors: [unitClerk, unitHead]\n', '']))).toEqual([
    expect.stringContaining('NO_ACTOR pipelines[0].stages[0].actors'),
  ]);
});

test('an actor whom the kind of stage does not know is refused, and one whom it needs is missed', () => {
  expect(
    told(edited(['actors: [councilSecretary, councilChair]', 'actors: [councilSecretary, unitHead]'])).map(
      (line) => line.split(' ')[1],
    ),
  ).toEqual(['ACTOR_NOT_ALLOWED', 'ACTOR_MISSING']);
});

test('a stage due at its opening or before it is refused, one due a day later is not', () => {
  expect(told(edited(['opens: 10/01/2022', 'opens: 01/03/2022']))).toEqual([
    expect.stringContaining('DUE_BEFORE_OPENS pipelines[0].stages[0].due'),
  ]);
  expect(told(edited(['opens: 10/01/2022', 'opens: 28/02/2022']))).toEqual([]);
});

test('a period or window that ends before it begins is refused', () => {
  expect(told(edited(['{ from: 01/01/2022, to: 31/12/2022 }', '{ from: 31/12/2022, to: 01/01/2022 }']))).toEqual([
    expect.stringContaining('PERIOD_REVERSED rounds[0].period'),
  ]);
  expect(
    told(
      edited([
        'deadline: { before: 01/03/2022, printed: Trước ngày 01/3/2022 }',
        'deadline: { within: { from: 03/2022, to: 02/2022 }, printed: Tháng 2 }',
      ]),
    ),
  ).toEqual([expect.stringContaining('WINDOW_REVERSED tasks[0].deadline')]);
});

test('a round may not close before one of its stages is due', () => {
  expect(told(edited(['closes: { atLatest: 31/03/2023 }', 'closes: { atLatest: 09/12/2022 }']))).toEqual([
    expect.stringContaining('CLOSES_TOO_EARLY rounds[0].closes'),
  ]);
  expect(told(edited(['closes: { atLatest: 31/03/2023 }', 'closes: { atLatest: 10/12/2022 }']))).toEqual([]);
});

const decision =
  '      - { key: decision, kind: decision, name: Quyết định, due: none, route: here, actors: [authorityHead], source: { assumed: để thử } }\n';
const submission =
  '      - { key: submission, kind: submission, name: Trình, due: none, route: above, actors: [authorityHead], source: { assumed: để thử } }\n';
const appraisal =
  '      - { key: appraisal, kind: appraisal, name: Thẩm định, due: none, actors: [standingOffice], source: { assumed: để thử } }\n';
const council =
  '      - { key: council, kind: council, name: Hội đồng, due: none, actors: [councilSecretary, councilChair], source: { assumed: để thử } }\n';

test('a pipeline that ends in neither a decision nor a submission is refused', () => {
  const text = edited([decision, ''], [submission, '']);
  expect(told(text).map((line) => line.replace(/^\d+ /, ''))).toEqual([
    'NO_OUTCOME pipelines[0].stages',
    'NO_OUTCOME rounds[0].titles[0]',
    'NO_OUTCOME rounds[0].titles[1]',
  ]);
});

test('a title decided above needs a submission on its way, and one decided here a decision', () => {
  expect(told(edited([submission, '']))).toEqual([expect.stringContaining('NO_OUTCOME rounds[0].titles[1]')]);
  expect(told(edited([decision, '']))).toEqual([expect.stringContaining('NO_OUTCOME rounds[0].titles[0]')]);
});

test('a decision on the way upward only decides nothing here', () => {
  expect(told(edited(['route: here', 'route: above']))).toEqual([
    expect.stringContaining('NO_OUTCOME rounds[0].titles[0]'),
  ]);
});

test('a decision and a submission need the head of the authority', () => {
  for (const outcome of [decision, submission]) {
    const text = edited([outcome, outcome.replace('[authorityHead]', '[standingOffice]')]);
    expect(told(text)).toEqual([expect.stringContaining('ACTOR_MISSING')]);
  }
});

test('a faulty level above does not make its intake lack an entrance', () => {
  expect(told(edited(['above: { key: tinh', 'above: { key: Tỉnh']))).toEqual([
    expect.stringContaining('FIELD_WRONG above.key'),
  ]);
});

test('a title decided above needs a level above', () => {
  const above = smallPlan.split('\n').find((line) => line.startsWith('above:')) ?? '';
  // With no level above, what was its intake is a pipeline like the others, and lacks an entrance.
  expect(told(edited([above, 'above: null'])).map((line) => line.replace(/^\d+ /, ''))).toEqual([
    'NO_LEVEL_ABOVE titles[1].decidedBy',
    'NO_ENTRANCE pipelines[1].stages',
    'STAGE_MISSING pipelines[1].stages',
  ]);
});

test('nothing is appraised that was not nominated, and no council votes on what was not appraised', () => {
  const nomination = smallPlan.slice(smallPlan.indexOf('      - key: nomination'), smallPlan.indexOf(appraisal));
  expect(told(edited([nomination, '']))).toEqual([expect.stringContaining('STAGE_MISSING pipelines[0].stages')]);
  expect(told(edited([appraisal, '']))).toEqual([expect.stringContaining('STAGE_MISSING pipelines[0].stages')]);
});

test('stages out of their order are refused', () => {
  expect(told(edited([appraisal + council, council + appraisal]))).toEqual([
    expect.stringContaining('STAGES_OUT_OF_ORDER pipelines[0].stages[3].kind'),
  ]);
  expect(told(edited([council + decision, decision + council]))).toEqual([
    expect.stringContaining('STAGES_OUT_OF_ORDER pipelines[0].stages[4].kind'),
  ]);
});

test('a pipeline has one council, one decision and so on', () => {
  expect(told(edited([council, council + council.replace('key: council', 'key: council-2')]))).toEqual([
    expect.stringContaining('STAGE_REPEATED pipelines[0].stages[4].kind'),
  ]);
});

test('the intake of the level above holds no act of units', () => {
  const nomination =
    '      - { key: nomination, kind: nomination, name: Đề nghị, due: none, actors: [unitHead], source: { assumed: để thử } }\n';
  const intake = '    name: Cấp trên xét\n    stages:\n';
  expect(told(edited([intake, intake + nomination]))).toEqual([
    expect.stringContaining('INTAKE_NOT_OF_UNITS pipelines[1].stages[0].kind'),
  ]);
});

test.each(['checkpoint', 'review', 'scoring'])(
  'a %s in an intake is refused: the level below hands nothing in there',
  (kind) => {
    const handedIn = `      - { key: handed-in, kind: ${kind}, name: Nộp, due: none, actors: [unitClerk], source: { assumed: để thử } }\n`;
    const intake = '    name: Cấp trên xét\n    stages:\n';
    expect(told(edited([intake, intake + handedIn]))).toEqual([
      expect.stringContaining('INTAKE_NOT_OF_UNITS pipelines[1].stages[0].kind'),
    ]);
  },
);

test('a setting that the kind of stage ignores is refused', () => {
  expect(
    told(edited(['kind: council, name', 'kind: council, noticeDays: 5, onSilence: goOn, name'])).map((line) =>
      line.replace(/^\d+ /, ''),
    ),
  ).toEqual([
    'SETTING_WITHOUT_EFFECT pipelines[0].stages[3].noticeDays',
    'SETTING_WITHOUT_EFFECT pipelines[0].stages[3].onSilence',
  ]);
});

test('a date from the document needs its wording, and the wording must say that date', () => {
  expect(told(edited([', printed: Chậm nhất 10/12/2022', '']))).toEqual([
    expect.stringContaining('SEED_WITHOUT_WORDING pipelines[0].stages[1].due'),
  ]);
  expect(told(edited(['atLatest: 10/12/2022', 'atLatest: 12/10/2022']))).toEqual([
    expect.stringContaining('WORDING_DIFFERS pipelines[0].stages[1].due'),
  ]);
});

test('an amended plan may date what its document words otherwise', () => {
  expect(told(edited(['version: 1', 'version: 2'], ['atLatest: 10/12/2022', 'atLatest: 12/12/2022']))).toEqual([]);
});

test('a deadline says one thing, and a date has one form', () => {
  const deadline = 'deadline: { before: 01/03/2022, printed: Trước ngày 01/3/2022 }';
  const bad = [
    '{ before: 01/03/2022, atLatest: 01/03/2022, printed: a }',
    '{ printed: a }',
    '{ before: 2022-03-01, printed: a }',
    '{ before: soon, printed: a }',
    '{ quarter: Q5/2022, printed: a }',
    '{ relative: { days: 3, unit: working }, printed: a }',
  ];
  expect(bad.map((form) => faultsOf(edited([deadline, `deadline: ${form}`])).map(({ code }) => code))).toEqual(
    bad.map(() => ['FIELD_WRONG']),
  );
});

test('a threshold above all votes is refused', () => {
  const regulation =
    'councilRegulation: { members: 9, threshold: { numerator: 3, denominator: 2, base: all, strict: false }, source: { assumed: để thử } }';
  expect(told(edited(['councilRegulation: null', regulation]))).toEqual([
    expect.stringContaining('FIELD_WRONG councilRegulation.threshold'),
  ]);
});

test('a count of something that no plan has, and a span that ends before it begins, are refused', () => {
  const header = (list: string) => edited(['clusters:\n', `${list}\nclusters:\n`]);
  const counted = header('printedCounts: [{ of: movements, count: 5, printed: năm, place: mục 1 }]');
  expect(faultsOf(counted).map(({ path, message }) => [path, message])).toEqual([
    ['printedCounts[0].of', 'must be tasks, units, clusters, rounds, or a list of the names that the document gives'],
  ]);
  expect(told(header('printedSpans: [{ from: 2025, to: 2021, printed: giai đoạn, place: mục 1 }]'))).toEqual([
    expect.stringContaining('FIELD_WRONG printedSpans[0]'),
  ]);
});

test('all faults are told at once, in the order of their lines', () => {
  const text = edited(
    ['version: 1', 'version: 0'],
    ['cluster: cum-1', 'cluster: cum-9'],
    ['opens: 10/01/2022', 'opens: 01/04/2022'],
    ['actors: [councilSecretary, councilChair]', 'actors: []'],
    ['    name: Năm 2022\n', '    name: Năm 2022\n    colour: red\n'],
    ['to: 31/12/2022', 'to: 31/12/2020'],
  );
  expect(told(text)).toEqual([
    `${lineWith(text, 'version')} FIELD_WRONG version`,
    `${lineWith(text, 'cum-9')} UNKNOWN_REFERENCE units[0].cluster`,
    `${lineWith(text, 'opens: 01/04') + 1} DUE_BEFORE_OPENS pipelines[0].stages[0].due`,
    `${lineWith(text, 'actors: []')} NO_ACTOR pipelines[0].stages[3].actors`,
    `${lineWith(text, 'colour')} FIELD_UNKNOWN rounds[0].colour`,
    `${lineWith(text, 'period')} PERIOD_REVERSED rounds[0].period`,
  ]);
});

test('broken YAML and a key written twice are told by line', () => {
  expect(told('key: a\ntitle: [\n')).toEqual([expect.stringMatching(/^\d YAML $/)]);
  expect(told('key: a\nkey: b\n')).toEqual(['2 YAML ']);
});

test('text that is no plan is refused with what to do', () => {
  const codes = ['', 'just words', '- a list', 'PK\u0000\u0003', 'x'.repeat(1024 * 1024)].map(
    (text) => faultsOf(text)[0]?.code,
  );
  expect(codes).toEqual(['NOT_A_PLAN_FILE', 'FIELD_WRONG', 'FIELD_WRONG', 'NOT_A_PLAN_FILE', 'NOT_A_PLAN_FILE']);
});

test('a file that unfolds without end is refused', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefgh'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(', ')}]`),
  ].join('\n');
  expect(faultsOf(bomb).map(({ code }) => code)).toEqual(['YAML']);
});
