const UNITS = ['bytes', 'KiB', 'MiB', 'GiB'];
const STEP = 1024;

/** `812 bytes`, `12.3 KiB`. */
export function sizeText(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  for (; value >= STEP && unit < UNITS.length - 1; unit++) value /= STEP;
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}
