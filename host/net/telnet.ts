import { Buffer } from 'node:buffer';

/** Telnet commands (RFC 854). */
const SE = 240;
const SB = 250;
const WILL = 251;
const WONT = 252;
const DO = 253;
const DONT = 254;
const IAC = 255;

type State = 'text' | 'command' | 'option' | 'subnegotiation' | 'subnegotiation command';

/** Takes Telnet's commands out of what a client sends, and refuses every option it offers or asks for. */
export class TelnetFilter {
  readonly #reply: (bytes: Buffer) => void;
  #state: State = 'text';
  #verb = 0;

  constructor(reply: (bytes: Buffer) => void) {
    this.#reply = reply;
  }

  /** The text in a piece of what was sent. Commands may be spread over several pieces. */
  text(bytes: Buffer): Buffer {
    if (this.#state === 'text' && !bytes.includes(IAC)) return bytes;
    const text = Buffer.allocUnsafe(bytes.length);
    const replies: number[] = [];
    let length = 0;
    for (const byte of bytes) {
      switch (this.#state) {
        case 'text':
          if (byte === IAC) this.#state = 'command';
          else text[length++] = byte;
          break;
        case 'command':
          if (byte === IAC) text[length++] = byte;
          this.#state = this.#afterCommand(byte);
          break;
        case 'option':
          // WONT and DONT only confirm how things are; an answer to them could go back and forth for ever.
          if (this.#verb === WILL) replies.push(IAC, DONT, byte);
          if (this.#verb === DO) replies.push(IAC, WONT, byte);
          this.#state = 'text';
          break;
        case 'subnegotiation':
          if (byte === IAC) this.#state = 'subnegotiation command';
          break;
        case 'subnegotiation command':
          this.#state = byte === SE ? 'text' : 'subnegotiation';
          break;
      }
    }
    if (replies.length > 0) this.#reply(Buffer.from(replies));
    return text.subarray(0, length);
  }

  #afterCommand(byte: number): State {
    if (byte === SB) return 'subnegotiation';
    if (byte < WILL || byte > DONT) return 'text';
    this.#verb = byte;
    return 'option';
  }
}
