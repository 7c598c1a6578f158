import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOfDay } from '../../domain/calendar/local-date.ts';
import { administrator, ORG, office } from './people.ts';
import { type RunningApi, runApi } from './running-api.ts';

const PLAN = 'van-duc-2023';
const read = (file: string) => readFileSync(`plans/${file}.yaml`, 'utf8');

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
  // The document is of February 2023; its day is blank.
  api.clock.at = startOfDay('2023-02-15');
});
afterAll(() => api?.stop());

type Duties = { planVersion: number; duties: { task: string; dueAt: number | null; printed: string }[] };

test('a clerk publishes the plan as printed and then its amendment, which dates what had no date', async () => {
  await api.as(administrator).post('/v1/organisations', { id: ORG, name: 'Phường Văn Đức', level: 'commune' });
  await api.as(office).post('/v1/plans', { yaml: read('van-duc-2023') });
  const published = await api.as(office).post<{ stream: string }>('/v1/years', { plan: PLAN, version: 1 });
  const year = published.body.stream.slice('year/'.length);
  const registration = async () => {
    const { body } = await api.as(office).get<Duties>(`/v1/years/${year}`);
    return body.duties.find(({ task }) => task === 'period-1-registration');
  };
  const printed = 'Từ tháng 01/2022 đến tháng 02/2022';
  expect(await registration()).toMatchObject({ dueAt: null, printed });

  await api.as(office).post('/v1/plans', { yaml: read('van-duc-2023.v2') });
  const body = { plan: PLAN, version: 2, reason: 'Bà Hà, Văn phòng, xác nhận đăng ký trong hai tháng đầu năm 2023.' };
  const amended = await api.as(office).post(`/v1/years/${year}/commands`, { kind: 'AmendPlan', body });
  expect(amended.status).toBe(200);
  expect(await registration()).toMatchObject({ dueAt: startOfDay('2023-03-01'), printed });
});
