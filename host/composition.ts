import { mkdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { relative } from 'node:path';
import { ComponentError } from './component/index.ts';
import { ConfigurationError, readConfiguration, USAGE, type Configuration } from './configuration.ts';
import { InvalidGrants, NotGranted, parseGrants } from './grants/index.ts';
import { Claim, HostProblem, Journal, Kernel } from './kernel/index.ts';
import { listen } from './listen.ts';
import { Admission, ClientFiles, NotBackedUp, OperatorServer, TerminalServer, WebServer } from './net/index.ts';
import { CLIENT_FOLDER, GRANTS_FILE, readComponents, readImage, readPackage } from './shipped.ts';
import { writeBackup } from './store/backup.ts';
import type { BackupSource } from './store/base.ts';
import type { Engine } from './store/engine.ts';
import { StoreError } from './store/errors.ts';
import { openFoundationDb } from './store/foundationdb.ts';
import { openLmdb } from './store/lmdb-engine.ts';

/** Connections at once, over all addresses: what one process serves with room to spare. */
const MAX_CONNECTIONS = 10_000;
/** What the people connected are told when the host stops. */
const STOP_REASON = 'The host is stopping. Connect again in a moment.';
/** Why a store that is elsewhere is not backed up by the host. */
const NOT_HERE = 'the world is kept in FoundationDB: back that up with fdbbackup';
/** Exit code of a program ended by SIGINT, by the shells' custom. */
const INTERRUPTED = 130;

const nowMs = () => Date.now();
const elapsedMs = () => performance.now();
const journal = new Journal((line) => void process.stderr.write(line), nowMs);

/** A host that takes connections. */
interface Running {
  /** What it says of its addresses: two lines. */
  readonly announcement: string;
  stop(): Promise<void>;
}

async function start(configuration: Configuration): Promise<Running> {
  const components = readComponents();
  const engine = await openStore(configuration);
  const claim = engine.exclusive ? undefined : await Claim.take(engine, fail);
  const grantsPath = relative('.', GRANTS_FILE);
  const kernel = await Kernel.open({
    engine,
    ...components,
    grants: parseGrants(readFileSync(GRANTS_FILE, 'utf8'), grantsPath),
    journal,
    nowMs,
    storeFailed: fail,
  });
  if (!(await kernel.hasWorld())) {
    const files = readImage();
    await kernel.loadImage(files);
    journal.log('info', 'world', `loaded from ${files.length} files of the world image`);
  }
  await kernel.start();

  const parts = {
    kernel,
    journal,
    admission: new Admission({ overall: MAX_CONNECTIONS, perAddress: configuration.connectionsPerAddress }),
    commandsPerSecond: configuration.commandsPerSecond,
    nowMs: elapsedMs,
  };
  const web = new WebServer({
    ...parts,
    ...readPackage(),
    files: new ClientFiles(CLIENT_FOLDER),
    origins: configuration.origins,
  });
  const terminal = new TerminalServer(parts);
  const operator = new OperatorServer(
    {
      kernel,
      ...readPackage(),
      elapsedMs,
      backUp: async (folder, signal) => {
        if (!('holdState' in engine)) throw new NotBackedUp(NOT_HERE);
        try {
          return await writeBackup(engine, folder, { nowMs, signal });
        } catch (error) {
          throw error instanceof StoreError ? new NotBackedUp(error.message, { cause: error }) : error;
        }
      },
      fault: (error) => journal.log('error', 'operator', reasonOf(error)),
    },
    configuration.data,
  );
  const { host } = configuration;
  const webAddress = await listen(web.server as Server, host, configuration.port, '--port');
  const terminalAddress = await listen(terminal.server, host, configuration.terminalPort, '--terminal-port');
  await operator.listen();

  return {
    announcement: `web       http://${webAddress}/\nterminal  ${terminalAddress}\n`,
    async stop() {
      await operator.stop();
      await kernel.drain();
      await Promise.all([web.stop(STOP_REASON), terminal.stop(STOP_REASON)]);
      await kernel.settled();
      kernel.stop();
      await claim?.release();
      await engine.close();
    },
  };
}

function openStore({ store, data }: Configuration): Promise<Engine | (Engine & BackupSource)> {
  switch (store.kind) {
    case 'lmdb':
      return openLmdb({ folder: data });
    case 'lmdb-shared':
      return openLmdb({ folder: data, shared: true });
    case 'foundationdb':
      mkdirSync(data, { recursive: true });
      return openFoundationDb({ clusterFile: store.clusterFile, prefix: Buffer.from(store.prefix) });
  }
}

/** Ends the host with one line that says why. */
function fail(error: unknown): never {
  process.stderr.write(`atrium: ${reasonOf(error)}\n`);
  process.exit(1);
}

function reasonOf(error: unknown): string {
  const expected = [ConfigurationError, HostProblem, StoreError, ComponentError, NotGranted, InvalidGrants];
  if (expected.some((kind) => error instanceof kind)) return (error as Error).message;
  // A fault of the host itself: where it happened is what matters.
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `unexpected: ${text.replace(/\s*\n\s*/g, ' | ')}`;
}

function stopOnSignals({ stop }: Running): void {
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) process.exit(INTERRUPTED);
    stopping = true;
    stop().then(() => process.exit(0), fail);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

/** A reader of the log that goes away (`| head`) is no reason to stop. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

/** Runs the host until a signal stops it, or says why it cannot. */
export async function run(flags: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  outliveReaders();
  try {
    const configuration = readConfiguration(flags, environment);
    if (configuration === undefined) {
      process.stdout.write(USAGE);
      return;
    }
    const running = await start(configuration);
    // Before anybody is told that it runs: whoever reads the lines may ask it to stop at once.
    stopOnSignals(running);
    process.stdout.write(running.announcement);
  } catch (error) {
    fail(error);
  }
}
