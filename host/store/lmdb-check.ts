import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Corrupt } from './errors.ts';

/*
 * LMDB maps its file and trusts it: a truncated or overwritten one ends the process with a signal. So before it is opened, its
 * two meta pages and the tops of its trees are read and checked here. The layout is that of the LMDB 0.9.90 in npm lmdb
 * (dependencies/lmdb/libraries/liblmdb/mdb.c: MDB_page_header, MDB_meta, MDB_db, MDB_node, MDB_ovpage), little-endian.
 */

/** Pages checked at most in a file of full length: the whole of a small world, the top levels of a large one, in some 10 ms. */
const CHECKED_PAGES = 1_024;

const HEADER_BYTES = 24;
const NODE_HEADER_BYTES = 8;
const META_BYTES = HEADER_BYTES + 144;
/** Where a meta page has the size of pages and the number of its transaction, in bytes. */
const PAGE_SIZE_AT = 48;
const TRANSACTION_AT = 152;
const MAGIC = 0xbeefc0de;
export const DATA_VERSION = 2;
const MIN_PAGE_BYTES = 512;
const MAX_PAGE_BYTES = 65_536;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;
const PAGE_BRANCH = 0x01;
const PAGE_LEAF = 0x02;
const PAGE_OVERFLOW = 0x04;
const PAGE_META = 0x08;
/** The flag of a node whose value lies on pages of its own. */
const NODE_BIG_DATA = 0x01;

interface Meta {
  readonly pageBytes: number;
  readonly transaction: bigint;
  readonly lastPage: bigint;
  readonly roots: readonly bigint[];
}

/** Throws `Corrupt`, naming the file and the place, unless LMDB can open it. */
export function checkDataFile(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    new Check(path, descriptor, fstatSync(descriptor).size).run();
  } finally {
    closeSync(descriptor);
  }
}

/** LMDB's number of the latest transaction in a file that it has open. */
export function latestTransaction(descriptor: number): bigint {
  let latest = 0n;
  const meta = new Uint8Array(META_BYTES);
  const view = new DataView(meta.buffer);
  for (const page of [0, 1]) {
    readSync(descriptor, meta, 0, META_BYTES, page * view.getUint32(PAGE_SIZE_AT, true));
    const transaction = view.getBigUint64(TRANSACTION_AT, true);
    if (transaction > latest) latest = transaction;
  }
  return latest;
}

class Check {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #sizeBytes: number;

  constructor(path: string, descriptor: number, sizeBytes: number) {
    this.#path = path;
    this.#descriptor = descriptor;
    this.#sizeBytes = sizeBytes;
  }

  run(): void {
    const first = this.#meta(0);
    const second = this.#meta(first.pageBytes);
    const latest = second.transaction > first.transaction ? second : first;
    // The file may end before the last page when those at its end are free; then all the pages in use must be in it.
    const full = BigInt(this.#sizeBytes) >= (latest.lastPage + 1n) * BigInt(latest.pageBytes);
    this.#walk(latest, full ? CHECKED_PAGES : Infinity);
  }

  #meta(at: number): Meta {
    const page = this.#read(at, META_BYTES);
    if ((page.getUint16(18, true) & PAGE_META) === 0 || page.getUint32(24, true) !== MAGIC) {
      throw this.#corrupt(`is not an LMDB file, or its page at byte ${at} is overwritten`);
    }
    const version = page.getUint32(28, true) & 0xffff;
    if (version !== DATA_VERSION) throw this.#corrupt(`has LMDB's format ${version}, not ${DATA_VERSION}`);
    const pageBytes = page.getUint32(PAGE_SIZE_AT, true);
    const power = (pageBytes & (pageBytes - 1)) === 0;
    if (!power || pageBytes < MIN_PAGE_BYTES || pageBytes > MAX_PAGE_BYTES) {
      throw this.#corrupt(`says its pages have ${pageBytes} bytes`);
    }
    return {
      pageBytes,
      // The trees of free pages and of data: the root is the last word of each record.
      roots: [page.getBigUint64(88, true), page.getBigUint64(136, true)],
      lastPage: page.getBigUint64(144, true),
      transaction: page.getBigUint64(TRANSACTION_AT, true),
    };
  }

  /** Visits the pages of both trees, top level first. */
  #walk({ roots, pageBytes, lastPage }: Meta, budget: number): void {
    let level = roots.filter((root) => root !== NO_PAGE);
    let visited = 0;
    while (level.length > 0 && visited < budget) {
      const below: bigint[] = [];
      for (const number of level) {
        if (visited++ >= budget) return;
        this.#page(number, pageBytes, lastPage, below);
      }
      level = below;
    }
  }

  #page(number: bigint, pageBytes: number, lastPage: bigint, below: bigint[]): void {
    if (number > lastPage) throw this.#corrupt(`refers to page ${number}, beyond its last, ${lastPage}`);
    const at = Number(number) * pageBytes;
    const page = this.#read(at, pageBytes);
    const flags = page.getUint16(18, true);
    const branch = (flags & PAGE_BRANCH) !== 0;
    if (page.getBigUint64(0, true) !== number || branch === ((flags & PAGE_LEAF) !== 0)) {
      throw this.#corrupt(`has no page ${number} where it should be, at byte ${at}`);
    }
    const nodes = page.getUint16(20, true) >>> 1;
    for (let i = 0; i < nodes; i++) {
      const slot = HEADER_BYTES + i * 2;
      const node = slot + 2 <= pageBytes ? HEADER_BYTES + page.getUint16(slot, true) : pageBytes;
      if (node + NODE_HEADER_BYTES > pageBytes) throw this.#corrupt(`has a broken page ${number}, at byte ${at}`);
      const low = page.getUint32(node, true);
      const nodeFlags = page.getUint16(node + 4, true);
      const value = node + NODE_HEADER_BYTES + page.getUint16(node + 6, true);
      if (branch) below.push(BigInt(low) | (BigInt(nodeFlags) << 32n));
      else if ((nodeFlags & NODE_BIG_DATA) === 0) {
        if (value + low > pageBytes) throw this.#corrupt(`has a broken page ${number}, at byte ${at}`);
      } else {
        if (value + 24 > pageBytes) throw this.#corrupt(`has a broken page ${number}, at byte ${at}`);
        this.#overflow(page.getBigUint64(value, true), page.getBigUint64(value + 16, true), pageBytes, lastPage);
      }
    }
  }

  #overflow(number: bigint, count: bigint, pageBytes: number, lastPage: bigint): void {
    if (number + count - 1n > lastPage)
      throw this.#corrupt(`refers to page ${number + count - 1n}, beyond its last, ${lastPage}`);
    const at = Number(number) * pageBytes;
    const header = this.#read(at, HEADER_BYTES);
    if (header.getBigUint64(0, true) !== number || (header.getUint16(18, true) & PAGE_OVERFLOW) === 0) {
      throw this.#corrupt(`has no page ${number} where it should be, at byte ${at}`);
    }
    this.#read(at + Number(count) * pageBytes - 1, 1);
  }

  #read(at: number, bytes: number): DataView {
    const page = new Uint8Array(bytes);
    if (at + bytes > this.#sizeBytes || readSync(this.#descriptor, page, 0, bytes, at) !== bytes) {
      throw this.#corrupt(`is cut off: it has ${this.#sizeBytes} bytes, and data at byte ${at}`);
    }
    return new DataView(page.buffer);
  }

  #corrupt(what: string): Corrupt {
    return new Corrupt(`${this.#path} is damaged: it ${what}; restore it from a backup`);
  }
}
