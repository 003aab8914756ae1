import { Buffer } from 'node:buffer';
import { pack, type Element } from '../../host/store/tuple.ts';
import { codeOf } from './error-codes.ts';

/** One instruction of the machine: what it pushes is marked with its number. */
export type Instruction = (stack: Stack, at: number) => Promise<void>;

interface Item {
  /** Number of the instruction that made it. */
  readonly at: number;
  /** Never rejects: a failure is an item like others. */
  readonly value: Element | Promise<Element>;
}

/** The stack of a machine. Items can be answers that are still to come; who pops one waits for it. */
export class Stack {
  #items: Item[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(at: number, value: Element): void {
    this.#items.push({ at, value });
  }

  /** Pushes what an answer will be. */
  pushAnswer(at: number, answer: Promise<Element | undefined | void>): void {
    this.#items.push({ at, value: answer.then(present, failed) });
  }

  pushFailure(at: number, error: unknown): void {
    this.push(at, failed(error));
  }

  async pop(): Promise<Element> {
    return (await this.popItem()).value;
  }

  async popItem(): Promise<{ at: number; value: Element }> {
    const item = this.#items.pop();
    if (item === undefined) throw new Error('an instruction pops from an empty stack');
    return { at: item.at, value: await item.value };
  }

  async popBytes(): Promise<Uint8Array> {
    const value = await this.pop();
    if (!(value instanceof Uint8Array)) throw new Error('an instruction pops what is not bytes');
    return value;
  }

  async popNumber(): Promise<number> {
    const value = await this.pop();
    if (typeof value === 'boolean') return Number(value);
    if (typeof value !== 'bigint') throw new Error('an instruction pops what is not an integer');
    return Number(value);
  }

  /** Pops a number, and then so many items: the first of them is the topmost. */
  async popSome(): Promise<Element[]> {
    const items: Element[] = [];
    for (let left = await this.popNumber(); left > 0; left--) items.push(await this.pop());
    return items;
  }

  duplicate(): void {
    this.#items.push(this.#items[this.#items.length - 1]!);
  }

  swap(depth: number): void {
    const top = this.#items.length - 1;
    const item = this.#items[top]!;
    this.#items[top] = this.#items[top - depth]!;
    this.#items[top - depth] = item;
  }

  clear(): void {
    this.#items = [];
  }
}

function present(value: Element | undefined | void): Element {
  return value ?? Buffer.from('RESULT_NOT_PRESENT');
}

function failed(error: unknown): Element {
  return pack([Buffer.from('ERROR'), Buffer.from(`${codeOf(error)}`)]);
}
