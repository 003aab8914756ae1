/** Room for the longest ordinary view of a place, in UTF-16 units; a longer text makes the buffer grow and stay so. */
const FIRST_CAPACITY = 4096;

/** Builds one text out of many without a copy for each. */
export class TextBuffer {
  private units: StaticArray<u16> = new StaticArray<u16>(FIRST_CAPACITY);
  private length: i32 = 0;

  clear(): void {
    this.length = 0;
  }

  add(text: string): void {
    const end = this.length + text.length;
    if (end > this.units.length) this.grow(end);
    memory.copy(
      changetype<usize>(this.units) + ((<usize>this.length) << 1),
      changetype<usize>(text),
      (<usize>text.length) << 1,
    );
    this.length = end;
  }

  toString(): string {
    return String.UTF16.decodeUnsafe(changetype<usize>(this.units), (<usize>this.length) << 1);
  }

  private grow(least: i32): void {
    const larger = new StaticArray<u16>(max(least, this.units.length * 2));
    memory.copy(changetype<usize>(larger), changetype<usize>(this.units), (<usize>this.length) << 1);
    this.units = larger;
  }
}
