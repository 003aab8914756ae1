/** Answers at once. */
export function run(): void {}
