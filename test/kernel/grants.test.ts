import { readFileSync } from 'node:fs';
import { parse } from '@bytecodealliance/jco';
import test from 'ava';
import { loadComponent } from '../../host/component/index.ts';
import { InvalidGrants, linkByGrant, NotGranted, parseGrants } from '../../host/grants/index.ts';

const SHIPPED = 'host/grants/shipped.json';

test('what is not granted is denied', (t) => {
  const grants = parseGrants('{"lamp": {"driver:objects/call@0.1.0": {}}}', 'g.json');
  t.deepEqual([...grants.of('lamp').keys()], ['driver:objects/call@0.1.0']);
  t.is(grants.of('other').size, 0);
  t.is(grants.of('constructor').size, 0);
});

test('a file that cannot be understood says where and what to do', (t) => {
  const wrong: [string, RegExp][] = [
    ['{', /^g\.json: .*: mend the JSON$/],
    ['[]', /^g\.json: the file must be an object/],
    ['{"lamp": []}', /^g\.json: "lamp" must be an object/],
    ['{"lamp": {"slots": {}}}', /^g\.json: "lamp" is granted "slots": write the full name/],
    ['{"lamp": {"kernel:store/slots": {}}}', /write the full name/],
    ['{"lamp": {"kernel:store/bucket@0.1.0": "b"}}', /^g\.json: "kernel:store\/bucket@0\.1\.0" under "lamp" must be/],
    ['{"lamp": {"kernel:store/bucket@0.1.0": {"bucket": 1}}}', /"bucket" must be a text$/],
  ];
  for (const [text, message] of wrong) {
    t.throws(() => parseGrants(text, 'g.json'), { instanceOf: InvalidGrants, message }, text);
  }
});

test('an interface of types alone needs no grant, one with a resource does', async (t) => {
  const load = async (type: string) => {
    const imported = `(import "test:shapes/types@1.0.0" (instance ${type}))`;
    return loadComponent(await parse(`(component ${imported})`), { name: 'lamp' });
  };
  const grants = parseGrants('{}', 'g.json');
  const offer = () => ({});
  const types = await load('(type $e (enum "red")) (export "color" (type (eq $e)))');
  t.deepEqual(linkByGrant(types, grants, offer), {});
  t.notThrows(() => types.instantiate({ imports: {} }));
  const resource = await load('(export "shape" (type (sub resource)))');
  t.throws(() => linkByGrant(resource, grants, offer), {
    instanceOf: NotGranted,
    message: /test:shapes\/types@1\.0\.0/,
  });
});

test('of the shipped components only the driver is granted the kernel', (t) => {
  const text = readFileSync(SHIPPED, 'utf8');
  const grants = parseGrants(text, SHIPPED);
  for (const name of Object.keys(JSON.parse(text) as object)) {
    const kernel = [...grants.of(name).keys()].filter((granted) => granted.startsWith('kernel:'));
    t.is(kernel.length > 0, name === 'driver', name);
  }
});
