import type { TokenRole } from '../../api/identity.ts';
import type { Plan } from '../../domain/plan/plan.ts';

export type Player = { id: string; name: string; role: TokenRole; org: string; unit: string | null; email: string };

const SURNAMES = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Phan', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Hồ', 'Ngô'];
const MIDDLES = ['Thị', 'Văn', 'Minh', 'Thu', 'Đức', 'Ngọc', 'Quang', 'Thanh'];
const GIVEN = [
  'An',
  'Bình',
  'Chi',
  'Dũng',
  'Giang',
  'Hà',
  'Hùng',
  'Lan',
  'Mai',
  'Nam',
  'Oanh',
  'Phúc',
  'Quyên',
  'Sơn',
  'Tú',
  'Uyên',
  'Vinh',
  'Yến',
  'Ánh',
  'Đạt',
];

/** An invented name for a number; people of a demo and a rehearsal are nobody. */
export function inventedName(number: number): string {
  const [surname, middle, given] = [
    SURNAMES[number % 12],
    MIDDLES[Math.floor(number / 12) % 8],
    GIVEN[(number * 7) % 20],
  ];
  return `${surname} ${middle} ${given}`;
}

/** Two of the standing office, since nobody appraises alone what they confirmed; one for every other office of the council. */
const OFFICE: readonly [string, TokenRole][] = [
  ['van-thu', 'standingOffice'],
  ['tham-dinh', 'standingOffice'],
  ['thu-ky', 'councilSecretary'],
  ['chu-tich-hoi-dong', 'councilChair'],
  ['lanh-dao', 'authorityHead'],
  ['hoi-dong-sang-kien', 'initiativeCouncil'],
  ['kiem-tra', 'auditor'],
  ['quan-tri', 'administrator'],
];

/** Everybody that a plan needs: the council's office, and a clerk and a head for each unit. */
export function playersOf(plan: Plan, org: string, mailDomain: string): Player[] {
  const office = OFFICE.map(([id, role]) => ({ id, role, unit: null }));
  const units = plan.units.flatMap(({ key, onePerson }) => [
    { id: `${key}-can-bo`, role: 'unitClerk' as const, unit: key },
    ...(onePerson ? [] : [{ id: `${key}-thu-truong`, role: 'unitHead' as const, unit: key }]),
  ]);
  const clusters = plan.clusters.map(({ key }) => ({
    id: `${key}-cum-truong`,
    role: 'clusterHead' as const,
    unit: key,
  }));
  return [...office, ...units, ...clusters].map((player, index) => ({
    ...player,
    org,
    name: inventedName(index),
    email: `${player.id}@${org}.${mailDomain}`,
  }));
}
