import type { Figure } from './report.ts';
export async function* componentLoads(): AsyncGenerator<Figure> {}
