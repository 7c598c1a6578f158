import type { PersonRole } from '../../../domain/roles.ts';
import type { Sight } from '../sight.ts';

export type TokenlessRole = Exclude<PersonRole, 'parentOffice'>;

/** Who asks what they owe. */
export type Reader = { id: string; role: TokenlessRole; unit: string | null; sight: Sight };
