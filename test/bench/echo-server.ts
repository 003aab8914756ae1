// The neighbour of every command: the same libraries, the same frames, no world.
import { serve } from '@hono/node-server';
import { createNodeWebSocket } from '@hono/node-ws';
import { Hono } from 'hono';

const app = new Hono();
const { injectWebSocket, upgradeWebSocket } = createNodeWebSocket({ app });
app.get(
  '/ws',
  upgradeWebSocket(() => ({ onMessage: (event, socket) => socket.send(event.data as string) })),
);
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(port));
injectWebSocket(server);
