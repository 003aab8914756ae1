import type { Job } from './runner.ts';
import type { Port, Transport } from './port.ts';

/** One connection of this process. */
export class Connection {
  /** An oid; 0 until the first task of the connection has been given one. */
  id = 0n;
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
  /** A job of its is being run or committed, or has its place in the runner's queue. */
  inTurn = false;
  /** Jobs that wait for that one and those answers, in order. */
  readonly parked: Job[] = [];

  constructor(port: Port, transport: Transport, address: string) {
    this.port = port;
    this.transport = transport;
    this.address = address;
  }
}
