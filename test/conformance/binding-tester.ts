// Runs a test of FoundationDB's binding tester on one of our engines:
//
//   node test/conformance/binding-tester.ts --engine lmdb|foundationdb|memory --prefix P [--load FILE] [--dump FILE]
//
// FILE has lines of `hexkey hexvalue`. The instructions are those under the tuple (P); those of --load are written first. Then --dump
// writes everything that the store holds. `lmdb` uses a folder of its own, which is gone afterwards, or that of --data FOLDER;
// `foundationdb` uses the cluster of FDB_CLUSTER_FILE, all of it, or what begins with the bytes of --space HEX.
import { Buffer } from 'node:buffer';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Engine } from '../../host/store/engine.ts';
import { openFoundationDb } from '../../host/store/foundationdb.ts';
import { openLmdb } from '../../host/store/lmdb-engine.ts';
import { openMemory } from '../../host/store/memory.ts';
import { dumpText, loadText } from './dumps.ts';
import { runInstructions } from './stack-machine.ts';

const { values } = parseArgs({
  options: {
    engine: { type: 'string' },
    prefix: { type: 'string' },
    load: { type: 'string' },
    dump: { type: 'string' },
    data: { type: 'string' },
    space: { type: 'string', default: '' },
  },
});

/** Opens the engine that was asked for; what is to be done after its end comes with it. */
async function open(): Promise<{ engine: Engine; release: () => void }> {
  const keep = (): void => {};
  switch (values.engine) {
    case 'memory':
      return { engine: openMemory(), release: keep };
    case 'lmdb': {
      if (values.data !== undefined) return { engine: await openLmdb({ folder: values.data }), release: keep };
      const folder = mkdtempSync(join(tmpdir(), 'atrium-conformance-'));
      return { engine: await openLmdb({ folder }), release: () => rmSync(folder, { recursive: true }) };
    }
    case 'foundationdb': {
      const clusterFile = process.env['FDB_CLUSTER_FILE'];
      if (clusterFile === undefined) throw new Error('FDB_CLUSTER_FILE names no cluster file');
      return {
        engine: await openFoundationDb({ clusterFile, prefix: Buffer.from(values.space, 'hex') }),
        release: keep,
      };
    }
    default:
      throw new Error('--engine is one of lmdb, foundationdb, memory');
  }
}

if (values.prefix === undefined) throw new Error('--prefix says where the instructions are');
const { engine, release } = await open();
try {
  if (values.load !== undefined) await loadText(engine, readFileSync(values.load, 'utf8'));
  await runInstructions(engine, values.prefix);
  if (values.dump !== undefined) writeFileSync(values.dump, await dumpText(engine));
} finally {
  await engine.close();
  release();
}
