import { WebSocket } from 'ws';
import { percentile } from './report.ts';

/** What a closed loop measured: each connection sends its next message when the last one is answered. */
export interface LoadResult {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

const WARM_UP_MS = 1_000;
const MEASURE_MS = 2_000;

/**
 * Sends `message` on every connection in a closed loop and measures after a warm-up.
 * `answers` tells the frame that answers the sender's own message from what others caused.
 */
export async function closedLoop(
  connections: readonly WebSocket[],
  message: string,
  answers: (frame: Buffer) => boolean,
): Promise<LoadResult> {
  const latencies: number[] = [];
  const sentAt = new Float64Array(connections.length);
  let measuring = false;
  let running = true;

  const listeners = connections.map((socket, index) => (frame: Buffer) => {
    if (!running || !answers(frame)) return;
    const now = performance.now();
    if (measuring) latencies.push(now - (sentAt[index] as number));
    sentAt[index] = now;
    socket.send(message);
  });
  connections.forEach((socket, index) => {
    socket.on('message', listeners[index] as (frame: Buffer) => void);
    sentAt[index] = performance.now();
    socket.send(message);
  });

  await elapsed(WARM_UP_MS);
  measuring = true;
  const start = performance.now();
  await elapsed(MEASURE_MS);
  const seconds = (performance.now() - start) / 1_000;
  running = false;
  connections.forEach((socket, index) => socket.off('message', listeners[index] as (frame: Buffer) => void));

  return {
    perSecond: latencies.length / seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

/** Sends a message and waits for the first frame that fits. */
export function ask(
  socket: WebSocket,
  message: Record<string, unknown>,
  answers: (frame: string) => boolean,
): Promise<string> {
  return new Promise((resolve) => {
    const listen = (data: Buffer) => {
      const frame = data.toString('utf8');
      if (!answers(frame)) return;
      socket.off('message', listen);
      resolve(frame);
    };
    socket.on('message', listen);
    socket.send(JSON.stringify(message));
  });
}
