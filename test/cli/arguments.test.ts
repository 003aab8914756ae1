import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { COMMANDS } from '../../host/cli/commands.ts';
import { reference } from '../../host/cli/reference.ts';
import { COMMAND, Workshop } from './atrium.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test('without arguments it says what there is', async (t) => {
  const workshop = new Workshop(t);
  const { code, stdout, stderr } = await workshop.atrium([]);
  t.is(code, 0);
  t.is(stderr, '');
  for (const { name, meaning } of COMMANDS) t.true(stdout.includes(meaning), name);
  for (const args of [['--help'], ['-h'], ['help']]) t.deepEqual(await workshop.atrium(args), { code, stdout, stderr });
});

test('each subcommand says how it is called', async (t) => {
  const workshop = new Workshop(t);
  for (const { name, usage, options, example } of COMMANDS) {
    const help = await workshop.atrium(['help', name]);
    t.is(help.code, 0);
    t.true(help.stdout.startsWith(`Usage: atrium ${`${name} ${usage}`.trim()} [--OPTIONS]\n`));
    for (const option of options) t.true(help.stdout.includes(`--${option.name}`));
    t.true(help.stdout.endsWith(`Example: ${example}\n`));
    t.deepEqual(await workshop.atrium([name, '--help']), help);
  }
});

test('the version is that of the package', async (t) => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  t.deepEqual(await new Workshop(t).atrium(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
});

test('a wrong call ends with 1, says nothing as a result, and what would work', async (t) => {
  const workshop = new Workshop(t);
  const wrong: [string[], string, string][] = [
    [['bild'], 'there is no subcommand bild: did you mean build?', 'atrium build'],
    [['fly'], `there is no subcommand fly: there are ${COMMANDS.map(({ name }) => name).join(', ')}`, 'atrium --help'],
    [['--versoin'], 'there is no option --versoin: did you mean --version?', 'atrium --version'],
    [['help', 'bild'], 'there is no subcommand bild: did you mean build?', 'atrium build'],
    [['build', '--jsn'], 'build: there is no option --jsn: did you mean --json?', 'atrium build wishing-well'],
    [
      ['build', '--quick'],
      'build: there is no option --quick: its options are --json, --help',
      'atrium build wishing-well',
    ],
    [['build', '-x'], 'build: there is no option -x: its options are --json, --help', 'atrium build wishing-well'],
    [['build', '--json=yes'], 'build: --json takes no value', 'atrium build wishing-well'],
    [['build', 'a', 'b'], 'build: what is "b" for? It takes [DIR]', 'atrium build wishing-well'],
    [['new'], 'new: it takes NAME', 'atrium new wishing-well'],
    [['new', 'a', '--world'], 'new: --world takes a value: --world WORLD', 'atrium new wishing-well'],
    [['new', 'a', '--world='], 'new: --world takes a value: --world WORLD', 'atrium new wishing-well'],
    [
      ['new', 'a', '--world', '--language', 'x'],
      'new: --world takes a value: --world WORLD',
      'atrium new wishing-well',
    ],
  ];
  for (const [args, message, works] of wrong) {
    t.deepEqual(await workshop.atrium(args), {
      code: 1,
      stdout: '',
      stderr: `atrium: ${message}\nfor example: ${works}\n`,
    });
  }
});

test('a folder or file that is none is named', async (t) => {
  const workshop = new Workshop(t);
  workshop.write('file.txt', 'text');
  const wrong: [string[], string][] = [
    [['build', 'nowhere'], 'there is no folder nowhere: "atrium new nowhere" makes a component there'],
    [['build', 'file.txt'], 'file.txt is a file: name the folder of a component'],
    [['check', '.'], '. is no component: it has no component.json. "atrium new NAME" makes one'],
    [['inspect', 'nowhere'], 'there is no file nowhere: "atrium build" says where it writes a component'],
    [['inspect', '.'], '. is a folder: name a file, such as ./build/NAME.component.wasm'],
    [['inspect', 'file.txt'], 'file.txt is no WebAssembly: a component begins with the bytes 00 61 73 6d'],
    [['completions', 'bsh'], 'there are no completions for bsh: did you mean bash?'],
  ];
  for (const [args, message] of wrong) {
    t.deepEqual(await workshop.atrium(args), { code: 1, stdout: '', stderr: `atrium: ${message}\n` });
  }
});

test('with --json what could not be done is JSON, too', async (t) => {
  const workshop = new Workshop(t);
  workshop.write('a-file', 'text');
  const wrong: [args: string[], error: { code: string; message: RegExp; example?: string }][] = [
    [['bild', '--json'], { code: 'usage', message: /^there is no subcommand bild/, example: 'atrium build' }],
    [['build', '--jsn', '--json'], { code: 'usage', message: /--jsn/, example: 'atrium build wishing-well' }],
    [['new', '--json'], { code: 'usage', message: /there is no option --json/, example: 'atrium new wishing-well' }],
    [['build', 'away', '--json'], { code: 'failed', message: /^there is no folder away/ }],
    [['check', 'a-file', '--json'], { code: 'failed', message: /^a-file is a file/ }],
    [['inspect', 'away', '--json'], { code: 'failed', message: /^there is no file away/ }],
    [['install', 'a-file', '--json'], { code: 'failed', message: /^no world runs on / }],
    [['backup', 'there', '--data', 'nowhere', '--json'], { code: 'failed', message: /nowhere/ }],
    [['restore', 'away', '--json'], { code: 'failed', message: /away/ }],
  ];
  for (const [args, { code, message, ...rest }] of wrong) {
    const outcome = await workshop.atrium(args);
    t.is(outcome.code, 1, args.join(' '));
    const { error, ...others } = JSON.parse(outcome.stdout) as { error: { code: string; message: string } };
    t.deepEqual(others, {});
    t.deepEqual(error, { code, message: error.message, ...rest });
    t.regex(error.message, message);
    t.true(outcome.stderr.includes(error.message));
  }
  // Behind "--" it is an argument.
  t.is((await workshop.atrium(['build', '--', '--json'])).stdout, '');
});

test('colour is for terminals, and not with NO_COLOR', (t) => {
  const env = { PATH: '/usr/bin:/bin', TERM: 'xterm-256color' };
  const onTerminal = (environment: Record<string, string>): string =>
    execFileSync('script', ['-qec', `${COMMAND} --help`, '/dev/null'], {
      env: { ...env, ...environment },
      encoding: 'utf8',
    });
  t.true(onTerminal({}).includes('\u001b['));
  t.false(onTerminal({ NO_COLOR: '1' }).includes('\u001b['));
  t.false(execFileSync(COMMAND, ['--help'], { env, encoding: 'utf8' }).includes('\u001b['));
});

test('it runs through a link, as npm makes one', (t) => {
  const workshop = new Workshop(t);
  execFileSync('ln', ['-s', COMMAND, workshop.path('atrium')]);
  t.is(
    execFileSync(workshop.path('atrium'), ['--version'], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } }).trim(),
    '0.1.0',
  );
});

test('it runs where the package was installed as a copy', async (t) => {
  const workshop = new Workshop(t);
  const modules = workshop.path('node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  for (const part of ['host', 'wit', 'package.json'])
    cpSync(join(ROOT, part), join(modules, 'atrium', part), { recursive: true });
  const command = join(modules, 'atrium/host/cli/atrium');
  const run = (...args: string[]): string =>
    execFileSync(command, args, {
      cwd: workshop.folder,
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  run('new', 'wishing-well');
  t.is(run('check', 'wishing-well'), 'wishing-well fits its world\n');
});

test('a reader that goes away is no fault', (t) => {
  const { status, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', `${COMMAND} --help | true`], {
    encoding: 'utf8',
  });
  t.is(status, 0);
  t.is(stderr, '');
});

test('docs/cli.md is made of the table of subcommands', (t) => {
  // To accept a change: node host/cli/reference.ts > docs/cli.md
  t.is(readFileSync(join(ROOT, 'docs/cli.md'), 'utf8'), reference(COMMANDS));
});

/** A test that needs a shell; without it, the report says that it was skipped, and why. */
function withShell(shell: string, title: string, body: (t: ExecutionContext) => Promise<void>): void {
  if (spawnSync(shell, ['-c', '']).error === undefined) test(title, body);
  else test.skip(`${title} (${shell} is not on this machine)`, body);
}

for (const shell of ['bash', 'zsh', 'fish']) {
  test(`completions for ${shell} name everything`, async (t) => {
    const { code, stdout } = await new Workshop(t).atrium(['completions', shell]);
    t.is(code, 0);
    for (const { name, options } of COMMANDS) {
      t.true(stdout.includes(name));
      for (const option of options) t.true(stdout.includes(option.name));
    }
  });

  withShell(shell, `${shell} can read its completions`, async (t) => {
    const workshop = new Workshop(t);
    workshop.write('completions', (await workshop.atrium(['completions', shell])).stdout);
    const { status, stderr } = spawnSync(shell, ['-n', workshop.path('completions')], { encoding: 'utf8' });
    t.deepEqual([status, stderr], [0, '']);
  });
}

withShell('fish', 'fish completes subcommands, options, their values and folders', async (t) => {
  const workshop = new Workshop(t);
  workshop.write('completions', (await workshop.atrium(['completions', 'fish'])).stdout);
  workshop.write('wishing-well/component.json', '{}');
  const complete = (line: string): string[] => {
    const options = { cwd: workshop.folder, encoding: 'utf8', env: { ...process.env, HOME: workshop.folder } } as const;
    const offered = execFileSync('fish', ['-c', 'source completions; complete -C $argv[1]', line], options);
    return offered
      .trimEnd()
      .split('\n')
      .map((offer) => offer.split('\t')[0]!); // What follows a tab describes it.
  };
  t.deepEqual(complete('atrium bu'), ['build']);
  t.deepEqual(complete('atrium help insp'), ['inspect']);
  t.deepEqual(complete('atrium build --j'), ['--json']);
  t.deepEqual(complete('atrium new a --language java'), ['javascript']);
  t.deepEqual(complete('atrium build wish'), ['wishing-well/']);
  t.deepEqual(complete('atrium completions z'), ['zsh']);
});

test('bash completes subcommands, options, their values and files', async (t) => {
  const workshop = new Workshop(t);
  const { stdout } = await workshop.atrium(['completions', 'bash']);
  workshop.write('completions', stdout);
  workshop.write('wishing-well/component.json', '{}');
  const complete = (...words: string[]): string => {
    const script = `source ./completions; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _atrium; echo "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', script, 'bash', 'atrium', ...words], {
      cwd: workshop.folder,
      encoding: 'utf8',
    }).trim();
  };
  t.is(complete('bu'), 'build');
  t.is(complete('help', 'insp'), 'inspect');
  t.is(complete('build', '--j'), '--json');
  t.is(complete('new', 'a', '--language', 'java'), 'javascript');
  t.is(complete('build', 'wish'), 'wishing-well');
  t.is(complete('completions', 'z'), 'zsh');
});
