import { parseArgs } from 'node:util';

/** What the operator may choose. */
export interface Configuration {
  /** The address to listen on. */
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly terminalPort: number;
  /** The data folder. */
  readonly data: string;
  readonly store: StoreChoice;
  /** Origins besides the host's own whose pages may open a websocket. */
  readonly origins: readonly string[];
  readonly commandsPerSecond: number;
  readonly connectionsPerAddress: number;
}

/** Where the world is kept. With FoundationDB, the data folder has only the operator's socket. */
export type StoreChoice =
  | { readonly kind: 'lmdb' | 'lmdb-shared' }
  | { readonly kind: 'foundationdb'; readonly clusterFile: string; readonly prefix: string };

/** A flag or a variable says something that cannot be used. The message names it and the mend. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

interface Setting {
  readonly flag: string;
  readonly variable: string;
  readonly value: string;
  readonly standard: string;
  readonly meaning: string;
}

const SETTINGS: readonly Setting[] = [
  {
    flag: 'host',
    variable: 'ATRIUM_HOST',
    value: 'ADDRESS',
    standard: '127.0.0.1',
    meaning: 'address to listen on; 0.0.0.0 for all of this machine',
  },
  {
    flag: 'port',
    variable: 'ATRIUM_PORT',
    value: 'PORT',
    standard: '8080',
    meaning: 'for browsers; 0 picks a free one',
  },
  {
    flag: 'terminal-port',
    variable: 'ATRIUM_TERMINAL_PORT',
    value: 'PORT',
    standard: '7777',
    meaning: 'for MUD clients and telnet; 0 picks a free one',
  },
  {
    flag: 'data',
    variable: 'ATRIUM_DATA',
    value: 'FOLDER',
    standard: './data',
    meaning: 'where the world is kept; made when missing',
  },
  {
    flag: 'store',
    variable: 'ATRIUM_STORE',
    value: 'STORE',
    standard: 'lmdb',
    meaning: 'lmdb, lmdb-shared, or foundationdb[:CLUSTER_FILE][#PREFIX]',
  },
  {
    flag: 'origin',
    variable: 'ATRIUM_ORIGIN',
    value: 'ORIGINS',
    standard: '',
    meaning: 'further origins that may open a websocket, separated by commas',
  },
  {
    flag: 'commands-per-second',
    variable: 'ATRIUM_COMMANDS_PER_SECOND',
    value: 'NUMBER',
    standard: '20',
    meaning: 'what one connection may send, on average',
  },
  {
    flag: 'connections-per-address',
    variable: 'ATRIUM_CONNECTIONS_PER_ADDRESS',
    value: 'NUMBER',
    standard: '500',
    meaning: 'connections at once from one address',
  },
];

export const USAGE = [
  'Usage: node host/main.ts [--FLAG VALUE]...',
  '',
  'Each flag can be given as a variable instead:',
  '',
  ...SETTINGS.map(({ flag, variable, value, standard, meaning }) =>
    `  --${`${flag} ${value}`.padEnd(31)} ${variable.padEnd(31)} ${meaning}${standard === '' ? '' : ` (${standard})`}`.trimEnd(),
  ),
  `  --${'help'.padEnd(31)} ${''.padEnd(31)} says this`,
  '',
].join('\n');

/** Reads flags and, where there is none, variables. `undefined` when help is asked for. Throws `ConfigurationError`. */
export function readConfiguration(
  flags: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Configuration | undefined {
  const given = parseFlags(flags);
  if (given['help'] === true) return undefined;
  const text = (flag: string): string => {
    const { variable, standard } = setting(flag);
    const value = given[flag] ?? environment[variable];
    return typeof value === 'string' && value !== '' ? value : standard;
  };
  const number = (flag: string, least: number, most: number): number => {
    const value = text(flag);
    const parsed = Number(value);
    if (/^\d+$/.test(value) && parsed >= least && parsed <= most) return parsed;
    const { variable } = setting(flag);
    throw new ConfigurationError(
      `--${flag} (or ${variable}) is "${value}": give a whole number from ${least} to ${most}`,
    );
  };
  return {
    host: text('host'),
    port: number('port', 0, MAX_PORT),
    terminalPort: number('terminal-port', 0, MAX_PORT),
    data: text('data'),
    store: parseStore(text('store'), environment),
    origins: text('origin').split(',').filter(Boolean).map(parseOrigin),
    commandsPerSecond: number('commands-per-second', 1, MAX_NUMBER),
    connectionsPerAddress: number('connections-per-address', 1, MAX_NUMBER),
  };
}

const MAX_PORT = 65_535;
/** As good as no limit. */
const MAX_NUMBER = 1_000_000;

function parseFlags(flags: readonly string[]): Record<string, string | boolean | undefined> {
  const options: Record<string, { type: 'string' | 'boolean' }> = { help: { type: 'boolean' } };
  for (const { flag } of SETTINGS) options[flag] = { type: 'string' };
  try {
    return parseArgs({ args: [...flags], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [reason = ''] = (error as Error).message.split(/[.\n]/);
    throw new ConfigurationError(`${reason}: see --help`);
  }
}

/** The part of a cluster that a world is kept in, when none is named. */
const STANDARD_PREFIX = 'atrium/';

/** Where FoundationDB itself looks for a cluster file when none is named. */
const CLUSTER_FILE_VARIABLE = 'FDB_CLUSTER_FILE';
const STANDARD_CLUSTER_FILE = '/etc/foundationdb/fdb.cluster';

function parseStore(text: string, environment: NodeJS.ProcessEnv): StoreChoice {
  if (text === 'lmdb' || text === 'lmdb-shared') return { kind: text };
  const cluster = /^foundationdb(?::(?<file>[^#]+))?(?:#(?<prefix>.+))?$/.exec(text);
  if (cluster !== null) {
    const { file, prefix = STANDARD_PREFIX } = cluster.groups!;
    const clusterFile = file ?? environment[CLUSTER_FILE_VARIABLE] ?? STANDARD_CLUSTER_FILE;
    return { kind: 'foundationdb', clusterFile, prefix };
  }
  throw new ConfigurationError(
    `--store (or ATRIUM_STORE) is "${text}": give lmdb, lmdb-shared, or foundationdb[:CLUSTER_FILE][#PREFIX]`,
  );
}

function parseOrigin(text: string): string {
  const origin = text.trim();
  const url = URL.parse(origin);
  if (url !== null && /^https?:$/.test(url.protocol) && url.origin === origin) return origin;
  throw new ConfigurationError(
    `--origin (or ATRIUM_ORIGIN) has "${origin}": give an origin such as https://world.example, without a path`,
  );
}

function setting(flag: string): Setting {
  return SETTINGS.find((each) => each.flag === flag) as Setting;
}
