import type { Changes, KeyRange } from './base.ts';
import { keyBytes, keyText } from './bytes.ts';
import { Layer } from './layer.ts';
import { changed, stamped } from './pending-change.ts';
import type { WriteSet } from './write-set.ts';

/** The commits that reach the disk in one flush. */
export class Generation extends Layer implements Changes {
  /** Version of the last commit in here; of the last one before, while there is none. */
  lastVersion: number;
  /** Memory that its writes take, in bytes. */
  sizeBytes = 0;
  /** Commits in here. */
  commits = 0;
  /** The generation after this one, once this one is being flushed. */
  next: Generation | undefined;
  /** Settles when the flush does. */
  readonly flushed: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;

  constructor(lastVersion: number) {
    super();
    this.lastVersion = lastVersion;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Whoever commits awaits this promise; a failure that nobody awaits is still reported by the next call to the engine.
    promise.catch(() => {});
    this.flushed = promise;
    this.resolve = resolve;
    this.reject = reject;
  }

  /** Takes over the writes of a commit, which its transaction no longer uses; `committed` gives the newest committed value of a key. */
  take(
    { layer, stampedKeys, markedRanges }: WriteSet,
    version: number,
    keepUpTo: number,
    committed: (text: string, key: Uint8Array) => Uint8Array | undefined,
  ): void {
    const { cleared, points } = layer;
    if (cleared !== undefined) {
      for (const { start, end, conflictVersion } of cleared.segments()) {
        this.clear(start, end, version, keepUpTo, conflictVersion === 0);
      }
    }
    // Clears and versionstamps of the same transaction are ordered by the numbers of its calls, which its writes then keep.
    const unordered = cleared === undefined && stampedKeys === undefined;
    const texts = points.keys();
    const entries = points.values();
    for (let i = 0; i < texts.length; i++) {
      const text = texts[i]!;
      const entry = entries[i]!;
      const { key, newest, conflictVersion } = entry;
      if (unordered && newest.changes === undefined) {
        this.adopt(text, entry, version, keepUpTo);
        continue;
      }
      // A write that one of the transaction's own later clears covers is in that clear.
      if (cleared !== undefined && cleared.find(text, Infinity) > newest.version) {
        if (conflictVersion > cleared.conflictVersion(text)) this.mark(text, `${text}\0`, version);
        continue;
      }
      const value =
        newest.changes === undefined ? newest.value : changed(committed(text, key), newest.changes, version);
      this.write(text, key, version, value, undefined, keepUpTo, conflictVersion === 0);
    }
    for (const { call, key, offset, value } of stampedKeys ?? []) {
      const stampedKey = stamped(key, offset, version);
      const text = keyText(stampedKey);
      if ((layer.find(text, Infinity)?.version ?? 0) > call) continue;
      this.write(text, stampedKey, version, value, undefined, keepUpTo, false);
    }
    for (let i = 0; markedRanges !== undefined && i < markedRanges.length; i += 2) {
      this.mark(markedRanges[i]!, markedRanges[i + 1]!, version);
    }
  }

  *clears(): Generator<KeyRange> {
    for (const { start, end } of this.cleared?.segments() ?? []) yield { start: keyBytes(start), end: keyBytes(end) };
  }

  *writes(): Generator<readonly [key: Uint8Array, value: Uint8Array | undefined]> {
    const { cleared } = this;
    const texts = this.points.keys();
    const entries = this.points.values();
    for (let i = 0; i < texts.length; i++) {
      const { key, newest } = entries[i]!;
      // A write that a later clear covers is in that clear.
      if (cleared === undefined || cleared.find(texts[i]!, Infinity) <= newest.version) yield [key, newest.value];
    }
  }
}
