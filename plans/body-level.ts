import type { CouncilLevel, Plan, Task } from '../domain/plan/plan.ts';

const COUNCIL =
  /hội đồng\s+(?:tđ\s*-?\s*kt|thi đua[\s,–-]*(?:và\s+)?khen thưởng)\s+(xã|phường|thị trấn|quận|huyện|thị xã|thành phố|tỉnh|trung ương|nhà nước)/giu;

/** "Thành phố" is absent: a city may stand at the district's or at the province's level. */
const LEVEL_OF: Readonly<Record<string, CouncilLevel>> = {
  xã: 'commune',
  phường: 'commune',
  'thị trấn': 'commune',
  quận: 'district',
  huyện: 'district',
  'thị xã': 'district',
  tỉnh: 'province',
  'trung ương': 'state',
  'nhà nước': 'state',
};

/** To send, submit, report or propose to another level's council is what plans do; to give it work is not. */
const UPWARD = /gửi|trình|báo cáo|đề nghị|đề xuất|đăng ký|xin ý kiến/iu;

/** The first council of another level that a row sets to work, as printed; null for none. */
export function bodyOfAnotherLevel(task: Task, council: Plan['council']): string | null {
  const texts = [task.content, task.directedBy, 'name' in task.lead ? task.lead.name : ''];
  return texts.map((text) => alienIn(text, council)).find((found) => found !== null) ?? null;
}

function alienIn(text: string, council: Plan['council']): string | null {
  for (const match of text.matchAll(COUNCIL)) {
    const sentence = text.slice(0, match.index).split(/[.;]/).at(-1) ?? '';
    if (!isOwnLevel(match[1] ?? '', council) && !UPWARD.test(sentence)) return match[0];
  }
  return null;
}

function isOwnLevel(word: string, { name, level }: Plan['council']): boolean {
  const lower = word.toLowerCase();
  return name.toLowerCase().includes(lower) || LEVEL_OF[lower] === level;
}
