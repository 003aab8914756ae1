export { Grants, InvalidGrants, parseGrants } from './grants.ts';
export type { Grant, Parameters } from './grants.ts';
export { linkByGrant, NotGranted } from './link.ts';
export type { Offer } from './link.ts';
