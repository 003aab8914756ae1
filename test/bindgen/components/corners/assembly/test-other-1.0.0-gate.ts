// @ts-nocheck: AssemblyScript
export function name(): string {
  return 'other';
}
