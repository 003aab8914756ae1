import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { WebSocket } from 'ws';
import { removeFolder, startHost } from '../host-process.ts';
import type { HostProcess } from '../host-process.ts';
import { ask, closedLoop, open } from './load.ts';
import type { LoadResult } from './load.ts';
import { figure, median } from './report.ts';
import type { Figure } from './report.ts';

const CONNECTIONS = [1, 50, 500];
/** Runs of each measure; the median counts. */
const RUNS = 3;
/** One who speaks and two who listen. */
const PEOPLE_IN_A_ROOM = 3;
/** The share of the bare echo's rate that `look` should keep at 50 connections. */
const LOOK_SHARE_OF_ECHO = 0.4;

const LOOK = JSON.stringify({ type: 'command', text: 'look' });
const SAY = JSON.stringify({ type: 'command', text: 'say The tide is out.' });

/** What a host needs to let one machine load it as 500 people would. */
export const UNTHROTTLED = { ATRIUM_COMMANDS_PER_SECOND: '1000000', ATRIUM_CONNECTIONS_PER_ADDRESS: '10000' };

/** `look` and `say` over real websockets, each beside a bare echo that answers the same frames to the same client. */
export async function* commands(): AsyncGenerator<Figure> {
  for (const count of CONNECTIONS) {
    const host = await startHost({ env: UNTHROTTLED });
    const echo = await startEcho();
    try {
      const people = await settle(host, count);
      const echoing = await Promise.all(Array.from({ length: count }, () => open(echo.socket)));
      const looks: LoadResult[] = [];
      const says: LoadResult[] = [];
      const echoes: LoadResult[] = [];
      for (let run = 0; run < RUNS; run++) {
        echoes.push(await closedLoop(echoing, LOOK, () => true));
        looks.push(await closedLoop(people.slice(0, count), LOOK, (frame) => frame.includes('"description"')));
        says.push(await closedLoop(people.slice(0, count), SAY, (frame) => frame.includes('You say')));
      }
      yield* compare(
        `look, ${count} connections`,
        looks,
        echoes,
        count === 50 ? { atLeast: LOOK_SHARE_OF_ECHO } : undefined,
      );
      yield* compare(`say to 2 listeners, ${count} connections`, says, echoes);
      for (const socket of [...people, ...echoing]) socket.terminate();
    } finally {
      echo.process.kill('SIGKILL');
      await host.kill();
      await removeFolder(host.data);
    }
  }
}

function* compare(
  name: string,
  ours: readonly LoadResult[],
  echoes: readonly LoadResult[],
  aim?: { atLeast: number },
): Generator<Figure> {
  const of = (results: readonly LoadResult[], key: keyof LoadResult) => median(results.map((result) => result[key]));
  yield figure(`${name}: rate`, of(ours, 'perSecond'), 'commands/s', of(echoes, 'perSecond'), aim);
  yield figure(`${name}: p50`, of(ours, 'p50Ms'), 'ms', of(echoes, 'p50Ms'));
  yield figure(`${name}: p99`, of(ours, 'p99Ms'), 'ms', of(echoes, 'p99Ms'));
}

/** Guests in rooms of three, `count` of them rounded up to whole rooms, in the order of their rooms' first places. */
async function settle(host: HostProcess, count: number): Promise<WebSocket[]> {
  const rooms = count === 1 ? 1 : Math.ceil(count / PEOPLE_IN_A_ROOM);
  const builder = await open(host.socket);
  await ask(builder, { type: 'create', name: 'Mason', password: 'a long enough one' }, (frame) =>
    frame.includes('"session"'),
  );
  for (let room = 0; room < rooms; room++) {
    await ask(builder, { type: 'command', text: `@dig bay${room} to Bay ${room} back by out` }, (frame) =>
      frame.includes('"narrative"'),
    );
  }
  const people: WebSocket[] = [];
  for (let room = 0; room < rooms; room++) {
    for (let place = 0; place < PEOPLE_IN_A_ROOM; place++) {
      const guest = await open(host.socket);
      await ask(guest, { type: 'guest' }, (frame) => frame.includes('"session"'));
      await ask(guest, { type: 'command', text: `go bay${room}` }, (frame) => frame.includes(`"Bay ${room}"`));
      people.push(guest);
    }
  }
  builder.terminate();
  return people;
}

async function startEcho(): Promise<{ socket: string; process: ChildProcess }> {
  const server = spawn(process.execPath, [new URL('./echo-server.ts', import.meta.url).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: server.stdout })) {
    return { socket: `ws://127.0.0.1:${line}/ws`, process: server };
  }
  throw new Error('the echo server ended before it was ready');
}
