import { once } from 'node:events';
import test from 'ava';
import { removeFolder, startHost, temporaryFolder } from '../host-process.ts';
import type { HostProcess } from '../host-process.ts';
import { Player } from '../player.ts';

/** Often enough to meet the host in every state: idle, in a task, in a flush, sending. */
const KILLS = 50;
/** Commands on their way at once while the host is killed. */
const WINDOW = 8;
const CREDENTIALS = { name: 'Ada', password: 'correct horse battery' };

/**
 * What the world acknowledged about one token: made by `@create` in its maker's hands, then put into the chest. Each step is one
 * task that changes several slots (the token's place, the old holder's contents, the new holder's).
 */
type Step = 'made' | 'put';

interface Ledger {
  acknowledged: Map<string, Step>;
  /** Asked for, not acknowledged when the host died: may have happened or not. */
  inFlight: Map<string, Step>;
}

test('every acknowledged change survives kill -9, and none is half there', async (t) => {
  t.timeout(400_000);
  const data = await temporaryFolder();
  const ledger: Ledger = { acknowledged: new Map(), inFlight: new Map() };
  let random = 1;
  const next = () => (random = (random * 48_271) % 2_147_483_647) / 2_147_483_647;

  let host = await startHost({ data });
  let ada = await Player.enter(host.socket, { type: 'create', ...CREDENTIALS });
  await ada.does('@create chest as container', 'chest');
  await ada.does('drop chest', /You drop/);
  await ada.does('open chest', /open/i);

  for (let kill = 0; kill < KILLS; kill++) {
    // The moment of death is after a random number of acknowledgements, in the middle of what follows them.
    await load(host, ada, ledger, `k${kill}`, 1 + Math.floor(next() * 30));
    host = await startHost({ data });
    ada = await Player.enter(host.socket, { type: 'connect', ...CREDENTIALS });
    const held = await listed(ada, 'inventory', /carry|hold/i);
    const inChest = await listed(ada, 'look in chest', /chest/i);
    check(t, ledger, held, inChest, kill);
  }
  t.true(ledger.acknowledged.size > KILLS);
  await host.stop();
  await removeFolder(data);
});

/** Makes tokens and puts them away until `deaths` steps are acknowledged, then kills the host with more under way. */
async function load(host: HostProcess, ada: Player, ledger: Ledger, prefix: string, deaths: number): Promise<void> {
  let acknowledgements = 0;
  let made = 0;
  const dead = once(host.process, 'exit');
  const ask = () => {
    const token = `${prefix}n${made++}`;
    ledger.inFlight.set(token, 'made');
    ada.command(`@create ${token}`);
    ada.command(`put ${token} in chest`);
  };
  for (let window = 0; window < WINDOW; window++) ask();
  while (acknowledgements < deaths) {
    const event = await ada.hears(new RegExp(`${prefix}n\\d+`));
    const token = (new RegExp(`${prefix}n\\d+`).exec(event.text ?? '') ?? [''])[0];
    acknowledgements++;
    if (event.text?.includes('You put')) {
      ledger.acknowledged.set(token, 'put');
      ledger.inFlight.delete(token);
      ask();
    } else {
      ledger.acknowledged.set(token, 'made');
      ledger.inFlight.set(token, 'put');
    }
  }
  host.process.kill('SIGKILL');
  await dead;
  await ada.closed;
  // What arrived before the socket broke was acknowledged too.
  for (const event of ada.events) {
    const token = (new RegExp(`${prefix}n\\d+`).exec(event.text ?? '') ?? [])[0];
    if (event.type !== 'narrative' || !token) continue;
    ledger.acknowledged.set(
      token,
      event.text?.includes('You put') ? 'put' : (ledger.acknowledged.get(token) ?? 'made'),
    );
  }
}

async function listed(ada: Player, command: string, pattern: RegExp): Promise<Set<string>> {
  const event = await ada.does(command, pattern);
  return new Set((event.text ?? '').match(/k\d+n\d+/g) ?? []);
}

function check(
  t: { fail(message: string): void; pass(): void },
  ledger: Ledger,
  held: ReadonlySet<string>,
  inChest: ReadonlySet<string>,
  kill: number,
): void {
  for (const token of held) if (inChest.has(token)) t.fail(`kill ${kill}: ${token} is in two places`);
  for (const [token, step] of ledger.acknowledged) {
    if (step === 'put' && !inChest.has(token)) t.fail(`kill ${kill}: ${token} was put in the chest and is not there`);
    if (step === 'made' && !inChest.has(token) && !held.has(token))
      t.fail(`kill ${kill}: ${token} was made and is gone`);
  }
  for (const token of [...held, ...inChest]) {
    if (!ledger.acknowledged.has(token) && !ledger.inFlight.has(token))
      t.fail(`kill ${kill}: ${token} was never asked for`);
    // What happened without an acknowledgement happened for good.
    ledger.acknowledged.set(token, inChest.has(token) ? 'put' : 'made');
  }
  ledger.inFlight.clear();
  t.pass();
}
