import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import type { NativeDatabase } from 'foundationdb/dist/lib/native.js';
import { END_BYTE } from './checks.ts';
import { MAX_TRANSACTION_AGE_MS, type Engine, type Transaction } from './engine.ts';
import { CommitUnknown, Misuse, Unavailable } from './errors.ts';
import { loadClient, type Client } from './foundationdb-client.ts';
import { storeError } from './foundationdb-errors.ts';
import { KeySpace } from './foundationdb-keys.ts';
import { ClusterTransaction, tooOld, type Owner } from './foundationdb-transaction.ts';
import { ClusterWatches } from './foundationdb-watches.ts';

/** Longest prefix, in bytes: it goes with every key, over the network and in every transaction's size. */
const MAX_PREFIX_BYTES = 64;
/** How long to wait for a cluster to answer when it is opened, in milliseconds: a restart of one takes a few seconds. */
const CONNECT_TIMEOUT_MS = 10_000;
/** How long to wait for what the client itself knows of a cluster, in milliseconds: it asks the servers for two seconds. */
const DIAGNOSIS_TIMEOUT_MS = 5_000;

export interface FoundationDbOptions {
  /** Path of the cluster file, which says where the cluster is. */
  readonly clusterFile: string;
  /** What the keys of this store begin with in the cluster: others may use the rest of it. */
  readonly prefix: Uint8Array;
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs?: () => number;
  /** How long to wait for the cluster's first answer. */
  readonly connectTimeoutMs?: number;
}

/** Opens a part of a FoundationDB cluster. Throws `Unavailable` when the client library is missing or the cluster does not answer. */
export async function openFoundationDb(options: FoundationDbOptions): Promise<Engine> {
  const { clusterFile, prefix, nowMs = () => performance.now(), connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
  if (prefix.length > MAX_PREFIX_BYTES || prefix[0] === END_BYTE) {
    throw new Misuse('key-outside', `a prefix has at most ${MAX_PREFIX_BYTES} bytes, the first of them below FF`);
  }
  checkClusterFile(clusterFile);
  const client = loadClient();
  const database = client.open(clusterFile)._db;
  try {
    await connect(client, database, clusterFile, connectTimeoutMs);
  } catch (error) {
    database.close();
    throw error;
  }
  return new ClusterEngine(client, database, clusterFile, new KeySpace(prefix), nowMs);
}

class ClusterEngine implements Engine, Owner {
  readonly exclusive = false;
  readonly client: Client;
  readonly space: KeySpace;
  readonly watches: ClusterWatches;
  readonly cluster: string;
  readonly nowMs: () => number;
  readonly #database: NativeDatabase;
  /** Open transactions, oldest first. */
  readonly #open = new Set<ClusterTransaction>();
  readonly #commits = new Set<Promise<void>>();
  #closed: Unavailable | undefined;
  #closing: Promise<void> | undefined;

  constructor(client: Client, database: NativeDatabase, clusterFile: string, space: KeySpace, nowMs: () => number) {
    this.client = client;
    this.space = space;
    this.cluster = `the FoundationDB cluster of ${clusterFile}`;
    this.watches = new ClusterWatches(this.cluster);
    this.nowMs = nowMs;
    this.#database = database;
  }

  begin(): Transaction {
    if (this.#closed !== undefined) throw this.#closed;
    const nowMs = this.nowMs();
    for (const transaction of this.#open) {
      const ageMs = nowMs - transaction.startedMs;
      if (ageMs <= MAX_TRANSACTION_AGE_MS) break;
      transaction.end(tooOld(ageMs));
    }
    const transaction = new ClusterTransaction(this, this.#database.createTransaction());
    this.#open.add(transaction);
    return transaction;
  }

  async flushed(): Promise<void> {
    for (const outcome of await Promise.allSettled(this.#commits)) {
      if (outcome.status === 'fulfilled') continue;
      const reason: unknown = outcome.reason;
      if (reason instanceof CommitUnknown || reason instanceof Unavailable) throw reason;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#closed = new Unavailable(`${this.cluster} is closed here: open it again`);
    for (const transaction of this.#open) transaction.end(this.#closed);
    try {
      await this.flushed();
    } finally {
      this.watches.fail(this.#closed);
      this.#database.close();
    }
  }

  forget(transaction: ClusterTransaction): void {
    this.#open.delete(transaction);
  }

  committing(commit: Promise<void>): void {
    this.#commits.add(commit);
    const settled = (): boolean => this.#commits.delete(commit);
    commit.then(settled, settled);
  }
}

/** The client library waits for ever for a cluster file that is missing or malformed, so it is looked at first. */
function checkClusterFile(path: string): void {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Unavailable(
      `FoundationDB's cluster file ${path} cannot be read (${(error as NodeJS.ErrnoException).code}): name the one of your cluster`,
      { cause: error },
    );
  }
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  const connection = lines.filter((line) => line !== '').join('');
  if (/^\w+:[A-Za-z0-9]+@ADDRESS(,ADDRESS)*$/.test(connection.replaceAll(ADDRESS, 'ADDRESS'))) return;
  throw new Unavailable(
    `FoundationDB's cluster file ${path} is malformed: it has one line, like \`name:id@127.0.0.1:4500\``,
  );
}

/** Host and port of a coordinator. */
const ADDRESS = /(?<=[@,])(\[[0-9A-Fa-f:]+\]|[\w.-]+):\d+(:tls)?/g;

async function connect(client: Client, database: NativeDatabase, path: string, timeoutMs: number): Promise<void> {
  const transaction = database.createTransaction();
  transaction.setOption(client.TransactionOptionCode.Timeout, timeoutMs);
  try {
    await transaction.getReadVersion();
  } catch (error) {
    const why = await diagnosis(client, database);
    const refusal = storeError(error, `the FoundationDB cluster of ${path}`);
    throw new Unavailable(`the FoundationDB cluster of ${path} gave no answer in ${timeoutMs} ms: ${why}`, {
      cause: refusal,
    });
  }
}

/** What the client knows of a cluster that does not answer. */
async function diagnosis(client: Client, database: NativeDatabase): Promise<string> {
  const transaction = database.createTransaction();
  transaction.setOption(client.TransactionOptionCode.Timeout, DIAGNOSIS_TIMEOUT_MS);
  const status = await transaction.get(STATUS_KEY, true).catch(() => undefined);
  const known = status === undefined ? {} : (JSON.parse(status.toString('utf8')) as ClientStatus);
  const coordinators = known.client?.coordinators?.coordinators ?? [];
  const silent = coordinators.filter(({ reachable }) => reachable === false).map(({ address }) => address);
  if (silent.length > 0) return `nothing answers at ${silent.join(', ')}; see that it runs and can be reached`;
  return 'its coordinators answer, so see that it is configured and available (fdbcli, status), and of the version of the client library here';
}

/** Where the client library tells, as JSON, what it knows of the cluster. */
const STATUS_KEY = Buffer.from('\xff\xff/status/json', 'latin1');

interface ClientStatus {
  readonly client?: {
    readonly coordinators?: {
      readonly coordinators?: readonly { readonly address: string; readonly reachable?: boolean }[];
    };
  };
}
