import { readFileSync } from 'node:fs';
import { administrator, clerk, ORG, office } from './people.ts';
import type { Caller, RunningApi } from './running-api.ts';

export const PLAN = 'hoang-mai-2021';
export const ROUND = 'annual-2021';
export const yaml = readFileSync(new URL('../../plans/hoang-mai-2021.yaml', import.meta.url), 'utf8');

/** 18 January 2021, 09:00 +07:00: registration is open. */
export const REGISTRATION = Date.UTC(2021, 0, 18, 2);

export async function publish(api: RunningApi): Promise<string> {
  await api.as(administrator).post('/v1/organisations', { id: ORG, name: 'Quận Hoàng Mai', level: 'district' });
  await api.as(administrator).post('/v1/plans', { yaml });
  const published = await api.as(office).post<{ stream: string }>('/v1/years', { plan: PLAN, version: 1 });
  return published.body.stream.slice('year/'.length);
}

export type DraftShown = {
  id: string;
  code: string;
  subject: string;
  rowVersion: number;
  content: Record<string, string>;
};

export function draftBody(change: object = {}): object {
  const subject = { new: { kind: 'person', name: 'Nguyễn Thị Huệ' } };
  return {
    plan: PLAN,
    round: ROUND,
    title: 'LDTT',
    subject,
    content: { 'thanh-tich': 'Hoàn thành tốt nhiệm vụ' },
    ...change,
  };
}

export async function draft(api: RunningApi, change: object = {}, caller: Caller = api.as(clerk)): Promise<DraftShown> {
  return (await caller.post<DraftShown>('/v1/proposals', draftBody(change))).body;
}

export async function submitted(api: RunningApi, change: object = {}): Promise<DraftShown> {
  const made = await draft(api, change);
  await act(api.as(clerk), made.id, 'Submit', { draft: made.id, rowVersion: 1 });
  return made;
}

export type Answered = {
  code?: string;
  detail?: string;
  seq?: number;
  events?: string[];
  command?: string;
  facts?: Record<string, unknown>;
};

export function act(
  caller: Caller,
  id: string,
  kind: string,
  body: object,
  basis: { seq: number } | null = null,
  key?: string,
) {
  const order = basis === null ? { kind, body } : { kind, body, basis };
  return caller.post<Answered>(`/v1/proposals/${id}/commands`, order, key);
}
