import type { Identity, TokenRole } from '../../api/identity.ts';

export const ORG = 'hoang-mai';

function person(id: string, role: TokenRole, unit: string | null = null): Identity {
  return { id, name: `Name of ${id}`, role, org: ORG, unit };
}

export const administrator = person('administrator', 'administrator');
export const office = person('office', 'standingOffice');
export const secondOffice = person('office-2', 'standingOffice');
export const secretary = person('secretary', 'councilSecretary');
export const chair = person('chair', 'councilChair');
export const authority = person('authority', 'authorityHead');
export const auditor = person('auditor', 'auditor');
export const clerk = person('clerk', 'unitClerk', 'van-phong');
export const head = person('head', 'unitHead', 'van-phong');
export const otherClerk = person('other-clerk', 'unitClerk', 'noi-vu');
