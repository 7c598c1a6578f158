import type { Plan } from '../../domain/plan/plan.ts';
import type { Fault } from '../../plans/fault.ts';
import { loadPlan } from '../../plans/load.ts';

/** The smallest plan that has one of everything. A test edits only the lines that it is about. */
export const smallPlan = `key: xa-nho-2022
version: 1
title: Kế hoạch thi đua năm 2022
year: 2022
document:
  number: 05/KH-HĐTĐKT
  dates: [{ place: trang 1, printed: ngày 04 tháng 01 năm 2022 }]
council: { key: xa-nho, name: Hội đồng Thi đua - Khen thưởng huyện Nhỏ, level: district, chair: Chủ tịch, standingOffice: Phòng Nội vụ }
above: { key: tinh, name: Hội đồng TĐKT tỉnh, standingOffice: Sở Nội vụ, intakePipeline: intake, source: { assumed: để thử } }
councilRegulation: null
clusters:
  - { key: cum-1, name: Cụm số 1, source: { seed: mục 1 } }
units:
  - { key: phong-a, name: Phòng A, cluster: cum-1, source: { seed: mục 1 } }
tasks:
  - key: row-1
    row: 1
    content: Đăng ký thi đua
    directedBy: Hội đồng TĐKT huyện
    lead: { unit: phong-a }
    coordinates: [{ office: Phòng Nội vụ }]
    printedQuarter: 1
    deadline: { before: 01/03/2022, printed: Trước ngày 01/3/2022 }
    source: { seed: dòng 1 }
titles:
  - { code: LDTT, name: Lao động tiên tiến, kind: title, subjects: [person], decidedBy: here, source: { seed: mục 2 } }
  - { code: BK, name: Bằng khen, kind: form, subjects: [person], decidedBy: above, source: { seed: mục 2 } }
pipelines:
  - key: annual
    name: Thường xuyên
    stages:
      - key: registration
        kind: registration
        name: Đăng ký
        opens: 10/01/2022
        due: { before: 01/03/2022, printed: Trước ngày 01/3/2022 }
        actors: [unitClerk, unitHead]
        source: { seed: dòng 1 }
      - key: nomination
        kind: nomination
        name: Đề nghị
        due: { atLatest: 10/12/2022, printed: Chậm nhất 10/12/2022 }
        actors: [unitClerk, unitHead]
        evidence: [{ key: to-trinh, name: Tờ trình }]
        source: { seed: dòng 2 }
      - { key: appraisal, kind: appraisal, name: Thẩm định, due: none, actors: [standingOffice], source: { assumed: để thử } }
      - { key: council, kind: council, name: Hội đồng, due: none, actors: [councilSecretary, councilChair], source: { assumed: để thử } }
      - { key: decision, kind: decision, name: Quyết định, due: none, route: here, actors: [authorityHead], source: { assumed: để thử } }
      - { key: submission, kind: submission, name: Trình, due: none, route: above, actors: [authorityHead], source: { assumed: để thử } }
  - key: intake
    name: Cấp trên xét
    stages:
      - { key: appraisal, kind: appraisal, name: Thẩm định, due: none, actors: [standingOffice], source: { assumed: để thử } }
      - { key: decision, kind: decision, name: Quyết định, due: none, actors: [authorityHead], source: { assumed: để thử } }
rounds:
  - key: annual-2022
    name: Năm 2022
    pipeline: annual
    period: { from: 01/01/2022, to: 31/12/2022 }
    titles: [LDTT, BK]
    closes: { atLatest: 31/03/2023 }
    source: { seed: dòng 1 }
`;

type Edit = readonly [from: string, to: string];

/** The small plan with texts exchanged, each at its first place; a text that is not there is a broken test. */
export function edited(...edits: readonly Edit[]): string {
  return edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The small plan has no "${from}"`);
    return text.replace(from, () => to);
  }, smallPlan);
}

export function planOf(text: string): Plan {
  const loaded = loadPlan(text, 'plan.yaml');
  if ('plan' in loaded) return loaded.plan;
  throw new Error(loaded.faults.map(({ line, path, message }) => `${line} ${path} ${message}`).join('\n'));
}

export function faultsOf(text: string): Fault[] {
  const loaded = loadPlan(text, 'plan.yaml');
  return 'faults' in loaded ? loaded.faults : [];
}

/** Code, path and line of every fault, in the order told. */
export function told(text: string): string[] {
  return faultsOf(text).map(({ code, path, line }) => `${line} ${code} ${path}`);
}

/** The line (from 1) on which a text stands first. */
export function lineWith(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}
