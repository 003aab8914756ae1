/** Bytes that may wait to be sent to one connection; past it, whoever reads so slowly is disconnected. */
export const MAX_OUTPUT_BYTES = 1024 * 1024;
/** Longest message on a websocket, in bytes. */
export const MAX_FRAME_BYTES = 65_536;
