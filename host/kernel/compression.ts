import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompress } from 'node:zlib';

/**
 * How hard a program is compressed. Level 3 makes 13 MB of SpiderMonkey 31% of it in 70 ms, 1.1 MB of QuickJS 40% in 6 ms and 95 KB of
 * AssemblyScript 42% in 0.5 ms. Level 9 makes these 28%, 37% and 39%, and takes five times as long; reading takes 2 ms for a megabyte at
 * every level.
 */
const LEVEL = 3;
/** What a decompressor may remember, as a power of 2, in bytes: level 3 asks for 2 MiB, and 8 MiB is what every one must offer. */
const MAX_WINDOW_LOG = 23;

const WRITING = { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } };
const READING = { params: { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG } };

const zstdCompressAsync = promisify(zstdCompress);
const zstdDecompressAsync = promisify(zstdDecompress);

/** Compresses as Zstandard (RFC 8878), on a thread of its own. */
export function compress(bytes: Uint8Array): Promise<Uint8Array> {
  return zstdCompressAsync(bytes, WRITING);
}

/** The same while the caller waits. */
export function compressSync(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, WRITING);
}

/** What `compress` was given, on a thread of its own. Rejects for what is no Zstandard, and as soon as it would have more bytes than given. */
export function decompress(compressed: Uint8Array, maxSizeBytes: number): Promise<Uint8Array> {
  return zstdDecompressAsync(compressed, { ...READING, maxOutputLength: maxSizeBytes });
}
