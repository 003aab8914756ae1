import test from 'ava';
import { ConfigurationError, readConfiguration, USAGE } from '../../host/configuration.ts';

test('what is not given has its standard', (t) => {
  t.deepEqual(readConfiguration([], {}), {
    host: '127.0.0.1',
    port: 8080,
    terminalPort: 7777,
    data: './data',
    store: { kind: 'lmdb' },
    origins: [],
    commandsPerSecond: 20,
    connectionsPerAddress: 500,
  });
});

test('a flag counts before a variable, a variable before the standard', (t) => {
  const environment = { ATRIUM_PORT: '1234', ATRIUM_HOST: '0.0.0.0', ATRIUM_DATA: '', ATRIUM_TERMINAL_PORT: '0' };
  const configuration = readConfiguration(
    ['--port', '4321', '--origin=https://a.example,http://b.example:81'],
    environment,
  );
  t.is(configuration?.port, 4321);
  t.is(configuration?.host, '0.0.0.0');
  t.is(configuration?.data, './data');
  t.is(configuration?.terminalPort, 0);
  t.deepEqual(configuration?.origins, ['https://a.example', 'http://b.example:81']);
});

test('a store is one of three, and FoundationDB has a cluster file and perhaps a prefix', (t) => {
  const store = (text: string, environment = {}) => readConfiguration(['--store', text], environment)?.store;
  t.deepEqual(store('lmdb-shared'), { kind: 'lmdb-shared' });
  t.deepEqual(store('foundationdb:/etc/fdb.cluster'), {
    kind: 'foundationdb',
    clusterFile: '/etc/fdb.cluster',
    prefix: 'atrium/',
  });
  t.deepEqual(store('foundationdb:c#mine/'), { kind: 'foundationdb', clusterFile: 'c', prefix: 'mine/' });
  // Where FoundationDB's own programs look.
  const standard = { kind: 'foundationdb', clusterFile: '/etc/foundationdb/fdb.cluster', prefix: 'atrium/' } as const;
  t.deepEqual(store('foundationdb'), standard);
  t.deepEqual(store('foundationdb', { FDB_CLUSTER_FILE: 'c' }), { ...standard, clusterFile: 'c' });
  t.deepEqual(store('foundationdb#mine/'), { ...standard, prefix: 'mine/' });
  for (const text of ['foundationdb:', 'foundationdb:#p', 'foundationdb:c#', 'foundationdbx', 'sqlite']) {
    t.throws(() => store(text), { instanceOf: ConfigurationError, message: /--store/ }, text);
  }
});

test('help is no configuration', (t) => {
  t.is(readConfiguration(['--help'], {}), undefined);
  for (const flag of ['host', 'port', 'terminal-port', 'data', 'origin', 'help']) t.true(USAGE.includes(`--${flag}`));
});

test('what cannot be used is named, with the mend, in one line', (t) => {
  const wrong: [string[], Record<string, string>, RegExp][] = [
    [['--port', 'http'], {}, /^--port \(or ATRIUM_PORT\) is "http": give a whole number from 0 to 65535$/],
    [['--port', '65536'], {}, /from 0 to 65535$/],
    [['--port=-1'], {}, /from 0 to 65535$/],
    [['--port', '1.5'], {}, /from 0 to 65535$/],
    [['--port', '0x50'], {}, /from 0 to 65535$/],
    [[], { ATRIUM_TERMINAL_PORT: 'x' }, /^--terminal-port \(or ATRIUM_TERMINAL_PORT\) is "x"/],
    [[], { ATRIUM_COMMANDS_PER_SECOND: '0' }, /from 1 to/],
    [['--origin', 'world.example'], {}, /^--origin \(or ATRIUM_ORIGIN\) has "world\.example": give an origin/],
    [['--origin', 'https://world.example/'], {}, /without a path$/],
    [['--origin', 'ftp://world.example'], {}, /give an origin/],
    [['--colour', 'blue'], {}, /--colour.*see --help$/],
    [['blue'], {}, /blue.*see --help$/],
    [['--data'], {}, /--data.*see --help$/],
  ];
  for (const [flags, environment, message] of wrong) {
    const error = t.throws(() => readConfiguration(flags, environment), { instanceOf: ConfigurationError, message });
    t.false(error?.message.includes('\n'));
  }
});
