export { Grants, InvalidGrants, parseGrants } from './grants.ts';
export type { Grant, Parameters } from './grants.ts';
export { linkByGrant, missingGrants, NotGranted } from './link.ts';
export type { Offer } from './link.ts';
