import type { Socket } from 'node:net';

/** How long a refused connection may take to go, in milliseconds. */
const CLOSE_MS = 5_000;

/** Says why a connection is refused, and ends it. What it sends is thrown away, or the answer could get lost with it. */
export function turnAway(socket: Socket, answer: string): void {
  socket.on('error', () => {});
  socket.end(answer);
  socket.resume();
  setTimeout(() => socket.destroy(), CLOSE_MS).unref();
}
