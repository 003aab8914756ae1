/** How messages are framed on the wire: `kernel:net/connections.transport`. */
export type Transport = 'lines' | 'json';

/** What the kernel asks of the transport behind one connection. Nothing here throws, also when the other side is gone. */
export interface Port {
  /** Sends one message. */
  send(message: string): void;
  /** Says something in the host's own voice: a task failed, a limit was passed. */
  complain(sentence: string): void;
  /** Ends the connection after what was sent before. */
  close(): void;
  /** Holds what is sent until `uncork`, so that it leaves in one write. */
  cork(): void;
  uncork(): void;
  /** Stops reading while `held`. What was read already may still arrive. */
  hold(held: boolean): void;
}
