// @ts-nocheck: AssemblyScript
import { Resource, Result, Tuple2 } from '../bindings/types';
import { Point, Value } from '../bindings/test-shapes/echo';
import * as imported from '../bindings/test-shapes/things';
import { Holder, HolderTag, Lending, LendingTag, Pair, Use } from '../bindings/exported/test-shapes/things';
import { listString } from '../bindings/test-shapes/echo';
import { churn, throughImports } from './world';

let alive: u32 = 0;

/** Wraps an imported thing, or stands alone. */
export class Thing extends Resource {
  private name_: string;
  inner: imported.Thing | null = null;

  constructor(name: string) {
    super();
    this.name_ = name;
    if (throughImports) this.inner = new imported.Thing(name);
    alive++;
  }

  name(): string {
    const inner = this.inner;
    return inner === null ? this.name_ : inner.name();
  }

  rename(name: string): void {
    const inner = this.inner;
    if (inner === null) this.name_ = name;
    else inner.rename(name);
  }

  same(other: Thing): bool {
    const inner = this.inner;
    const otherInner = other.inner;
    if (inner === null || otherInner === null) return this === other;
    return inner.same(otherInner);
  }

  copy(): Thing {
    const inner = this.inner;
    if (inner === null) return new Thing(this.name_);
    return wrap(inner.copy());
  }

  drop_(): Point {
    const inner = this.inner;
    return inner === null ? new Point(1, 2.5) : inner.drop_();
  }

  many(a: string, b: string, c: string, d: string, e: string, f: string, g: string, h: string): string {
    const inner = this.inner;
    return inner === null ? this.name_ + a + b + c + d + e + f + g + h : inner.many(a, b, c, d, e, f, g, h);
  }

  drop(): void {
    alive--;
    if (this.name_ == 'noisy') {
      listString(['calls']);
      churn(20_000);
    }
    const inner = this.inner;
    if (inner !== null) inner.drop();
  }

  static join(a: Thing, b: Thing): Thing {
    const first = a.inner;
    const second = b.inner;
    if (first === null || second === null) return new Thing(a.name_ + b.name_);
    return wrap(imported.Thing.join(first, second));
  }

  static alive(): u32 {
    return alive;
  }
}

function wrap(inner: imported.Thing): Thing {
  const thing = changetype<Thing>(new Unnamed());
  thing.inner = inner;
  return thing;
}

class Unnamed extends Thing {
  constructor() {
    super('');
    const inner = this.inner;
    if (inner !== null) inner.drop();
  }
}

export function giveBack(a: Thing): Thing {
  return a;
}

export function trade(a: Thing, names: Array<string>): Array<string> {
  return names;
}

export function swallow(a: Thing): void {}

export function lengths(all: Array<Thing>): u32 {
  let sum: u32 = 0;
  for (let i = 0; i < all.length; i++) sum += all[i].name().length;
  return sum;
}

export function pairs(a: Pair): Pair {
  return a;
}

export function holders(a: Holder): Holder {
  if (a.tag == HolderTag.More) return Holder.more(a.asMore.reverse());
  return a;
}

export function perhaps(a: Thing | null): string {
  return a === null ? 'none' : a.name();
}

export function uses(all: Array<Use>, last: Tuple2<string, Thing> | null, more: Array<Lending>): u32 {
  if (throughImports) {
    return imported.uses(
      all.map<imported.Use>((use) => innerUse(use)),
      last === null ? null : new Tuple2<string, imported.Thing>(last.first, last.second.inner!),
      more.map<imported.Lending>((lending) => innerLending(lending)),
    );
  }
  let sum: u32 = 0;
  for (let i = 0; i < all.length; i++) sum += all[i].times * all[i].of_.name().length;
  if (last !== null) sum += last.first.length * last.second.name().length;
  for (let i = 0; i < more.length; i++) {
    if (more[i].isOne) sum += more[i].asOne.name().length;
    else if (more[i].isMore) sum += uses(more[i].asMore, null, []);
  }
  return sum;
}

function innerUse(use: Use): imported.Use {
  return new imported.Use(use.times, use.of_.inner!);
}

function innerLending(lending: Lending): imported.Lending {
  if (lending.tag == LendingTag.One) return imported.Lending.one(lending.asOne.inner!);
  if (lending.tag == LendingTag.More)
    return imported.Lending.more(lending.asMore.map<imported.Use>((use) => innerUse(use)));
  return imported.Lending.nothing();
}

export function tellApart(
  a: Thing,
  b: Thing | null,
  c: Use,
  d: Array<string>,
  e: string,
  f: string,
  g: string,
  h: string,
): Result<Pair, string> {
  if (throughImports) {
    const inner = imported.tellApart(a.inner!, b === null ? null : b.inner, innerUse(c), d, e, f, g, h);
    if (inner.isErr) return Result.err<Pair, string>(inner.err);
    const second = inner.ok.second;
    return Result.ok<Pair, string>(new Pair(wrap(inner.ok.first), second === null ? null : wrap(second)));
  }
  if (b === null) return Result.err<Pair, string>([a.name(), c.of_.name(), d.join(' '), e + f + g + h].join(' '));
  return Result.ok<Pair, string>(new Pair(b, c.times == 2 ? b : null));
}

export function anything(a: Value): Value {
  return throughImports ? imported.anything(a) : a;
}
