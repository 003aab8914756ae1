import { readFileSync } from 'node:fs';
import type { WebSocket } from 'ws';
import { removeFolder, startHost, temporaryFolder } from '../host-process.ts';
import { UNTHROTTLED } from './commands.ts';
import { ask, open } from './load.ts';
import { figure, median } from './report.ts';
import type { Figure } from './report.ts';

const SMALL = 1_000;
const LARGE = 100_000;
const RUNS = 5;
/** Objects one builder makes and holds: well under what one object may hold, for a full holder is slow to change. */
const OBJECTS_A_BUILDER = 500;
/** Commands on their way at once, so that one flush serves many. */
const WINDOW = 200;
/** How much a world of a hundred times the size may add to start time and memory. */
const MOST_GROWTH = 1.2;

/** How start time and memory at rest depend on the number of objects in the store. */
export async function* worldSize(): AsyncGenerator<Figure> {
  const small = await measure(SMALL);
  const large = await measure(LARGE);
  yield figure(`start, ${SMALL} objects`, small.startMs, 'ms');
  yield figure(`start, ${LARGE} objects beside ${SMALL}`, large.startMs, 'ms', small.startMs, { atMost: MOST_GROWTH });
  yield figure(`resident memory, ${SMALL} objects`, small.residentMiB, 'MiB');
  yield figure(`resident memory, ${LARGE} objects beside ${SMALL}`, large.residentMiB, 'MiB', small.residentMiB, {
    atMost: MOST_GROWTH,
  });
}

async function measure(objects: number): Promise<{ startMs: number; residentMiB: number }> {
  const data = await temporaryFolder();
  try {
    await fill(data, objects);
    const starts: number[] = [];
    const residents: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      const host = await startHost({ data });
      starts.push(performance.now() - start);
      residents.push(residentMiB(host.process.pid as number));
      await host.stop();
    }
    return { startMs: median(starts), residentMiB: median(residents) };
  } finally {
    await removeFolder(data);
  }
}

async function fill(data: string, objects: number): Promise<void> {
  const host = await startHost({ data, env: UNTHROTTLED });
  for (let made = 0, builder = 0; made < objects; builder++) {
    const share = Math.min(OBJECTS_A_BUILDER, objects - made);
    const socket = await open(host.socket);
    await ask(socket, { type: 'create', name: `Mason-${builder}`, password: 'a long enough one' }, (frame) =>
      frame.includes('"session"'),
    );
    await create(socket, share);
    socket.terminate();
    made += share;
  }
  await host.stop();
}

/** `@create` in a window of commands. Rejects with the answer to one that made nothing. */
function create(socket: WebSocket, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let answered = 0;
    const next = () => {
      if (sent === count) return;
      socket.send(JSON.stringify({ type: 'command', text: `@create pebble ${sent++}` }));
    };
    socket.on('message', (data: Buffer) => {
      const frame = data.toString('utf8');
      if (!frame.includes('"narrative"') && !frame.includes('"error"')) return;
      if (!frame.includes('You make')) reject(new Error(frame));
      if (++answered === count) resolve();
      else next();
    });
    for (let window = 0; window < WINDOW; window++) next();
  });
}

function residentMiB(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1]) / 1_024;
}
