import type { DeadlineSpec } from '../calendar/deadline.ts';
import { printDate } from './print-date.ts';

/** A dated deadline in the words of Vietnamese plans; null for what has no date of its own. */
export function wordingOf(spec: DeadlineSpec): string | null {
  switch (spec.kind) {
    case 'before':
      return `Trước ngày ${printDate(spec.on)}`;
    case 'atLatest':
      return `Chậm nhất ngày ${printDate(spec.on)}`;
    case 'within':
      return `Từ ngày ${printDate(spec.from)} đến ngày ${printDate(spec.to)}`;
    case 'quarter':
      return `Quý ${['I', 'II', 'III', 'IV'][spec.quarter - 1]} năm ${spec.year}`;
    case 'relative':
    case 'setByAbove':
    case 'anomalous':
    case 'none':
      return null;
  }
}
