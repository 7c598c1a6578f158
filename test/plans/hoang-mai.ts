import { readFileSync } from 'node:fs';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { planOf } from './small-plan.ts';

export const hoangMaiFile = 'plans/hoang-mai-2021.yaml';
export const hoangMaiText = readFileSync(hoangMaiFile, 'utf8');
export const hoangMai = planOf(hoangMaiText);
export const calendar = workingCalendar(holidayTables);
