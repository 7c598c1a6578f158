import { expect, test } from 'vitest';
import { type ConstitutedCluster, clusterOn } from '../../../domain/office/clusters.ts';
import { OFFICE, type OfficeCommand } from '../../../domain/office/office.ts';
import { ALL_ROLES } from '../../../domain/roles.ts';
import { LETTER, short } from '../../builders/case.ts';
import { Story } from '../story.ts';

const DOCUMENT = { ...LETTER, on: '2021-01-04' };
const constitutes = (change: Partial<ConstitutedCluster> = {}): OfficeCommand => ({
  kind: 'ConstituteCluster',
  body: {
    cluster: 'cum-1',
    units: ['a', 'b'],
    head: 'a',
    deputyHead: 'b',
    fromOn: '2021-02-01',
    document: DOCUMENT,
    ...change,
  },
});
const office = () => new Story(OFFICE, { units: ['a', 'b', 'c'] });

test.each(ALL_ROLES)('the office enters the paper that constitutes a cluster: %s', (role) => {
  const entered = role === 'standingOffice' ? ['ClusterConstituted'] : 'WRONG_ROLE';
  expect(short(office().asks(constitutes(), role))).toEqual(entered);
});

test('the head and the deputy head are two of its units, each of which the plan has and is named once', () => {
  const asks = (change: Partial<ConstitutedCluster>) => short(office().asks(constitutes(change), 'standingOffice'));
  expect(asks({ deputyHead: null })).toEqual(['ClusterConstituted']);
  expect(asks({ head: 'c' })).toBe('CLUSTER_IMPOSSIBLE');
  expect(asks({ deputyHead: 'c' })).toBe('CLUSTER_IMPOSSIBLE');
  expect(asks({ deputyHead: 'a' })).toBe('CLUSTER_IMPOSSIBLE');
  expect(asks({ units: ['a', 'b', 'b'] })).toBe('CLUSTER_IMPOSSIBLE');
  expect(asks({ units: ['a', 'b', 'x'] })).toBe('CLUSTER_IMPOSSIBLE');
  expect(asks({ document: { ...DOCUMENT, on: '2021-01-05' } })).toBe('DAY_AHEAD');
});

test('a unit is in the cluster that the plan says until a constitution begins that names it or leaves it out', () => {
  const { clusters } = office()
    .does(constitutes({ units: ['a', 'b'] }), 'standingOffice')
    .does(constitutes({ units: ['a'], deputyHead: null, fromOn: '2021-03-01' }), 'standingOffice').state;
  const of = (unit: string, day: ConstitutedCluster['fromOn'], planned: string | null = 'cum-1') =>
    clusterOn(clusters, unit, planned, day);
  expect(of('b', '2021-01-31')).toEqual({ cluster: 'cum-1', constitution: null });
  expect(of('b', '2021-02-01')).toEqual({ cluster: 'cum-1', constitution: 1 });
  expect(of('b', '2021-02-28', null)).toEqual({ cluster: 'cum-1', constitution: 1 });
  expect(of('b', '2021-03-01')).toEqual({ cluster: null, constitution: 2 });
  expect(of('c', '2021-03-01', 'cum-2')).toEqual({ cluster: 'cum-2', constitution: null });
});

test('a unit that two clusters name is in the one that began last', () => {
  const other = { cluster: 'cum-2', units: ['b', 'c'], head: 'b', deputyHead: null };
  const { clusters } = office()
    .does(constitutes({ ...other, fromOn: '2021-03-01' }), 'standingOffice')
    .does(constitutes(), 'standingOffice').state;
  expect(clusterOn(clusters, 'b', 'cum-1', '2021-02-28').cluster).toBe('cum-1');
  expect(clusterOn(clusters, 'b', 'cum-1', '2021-03-01').cluster).toBe('cum-2');
});
