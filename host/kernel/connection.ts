import type { Port, Transport } from './port.ts';

/** One connection of this process. */
export class Connection {
  /** An oid. */
  readonly id: bigint;
  readonly port: Port;
  readonly transport: Transport;
  /** The other side's, for the log. */
  readonly address: string;
  /** The world has closed it, or the other side is gone: nothing more is received. */
  closing = false;
  /** Its `disconnected` has been asked for. */
  gone = false;
  /** It is told why and where a component failed: the driver has said so. */
  explainsFailures = false;
  /** Its port is corked by the outbox. */
  corked = false;
  /** Answers about passwords that its tasks have asked for. What comes before the last of them waits, so that it finds who is there. */
  awaited = 0;
  /** Messages that wait for those answers, in order. */
  readonly waiting: string[] = [];

  constructor(id: bigint, port: Port, transport: Transport, address: string) {
    this.id = id;
    this.port = port;
    this.transport = transport;
    this.address = address;
  }
}
