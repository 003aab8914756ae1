import { Buffer } from 'node:buffer';
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

/** The most the OWASP cheat sheet for password storage asks of argon2id at one lane: 19 MiB, 2 passes. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** The version of Argon2 that RFC 9106 describes, as its PHC strings name it: 0x13. */
const VERSION = 19;
/** Bounds on a stored verifier, so that a damaged one cannot take the host's memory or time. */
const MAX_MEMORY_KIB = 256 * 1024;
const MAX_PASSES = 16;
const MAX_LANES = 4;

/** `$argon2id$v=19$m=KIB,t=PASSES,p=LANES$SALT$TAG`, salt and tag in base64 without padding. */
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

interface Verifier {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
  readonly salt: Buffer;
  readonly tag: Buffer;
}

/** The verifier of a password, as a PHC string (github.com/P-H-C/phc-string-format) with a fresh salt. */
export async function derive(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await tagOf(password, { memoryKib: MEMORY_KIB, passes: PASSES, lanes: LANES, salt }, TAG_BYTES);
  return `$argon2id$v=${VERSION}$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${base64(salt)}$${base64(tag)}`;
}

/** Whether a password fits a verifier; one that cannot be read does not fit. */
export async function verify(password: string, phc: string): Promise<boolean> {
  const verifier = parse(phc);
  if (verifier === undefined) return false;
  return timingSafeEqual(await tagOf(password, verifier, verifier.tag.length), verifier.tag);
}

function parse(phc: string): Verifier | undefined {
  const match = PHC.exec(phc);
  if (match === null) return undefined;
  const [, memory, passes, lanes, salt, tag] = match as unknown as [string, string, string, string, string, string];
  const verifier = {
    memoryKib: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
  const { memoryKib } = verifier;
  if (verifier.lanes < 1 || verifier.lanes > MAX_LANES) return undefined;
  if (verifier.passes < 1 || verifier.passes > MAX_PASSES) return undefined;
  // Argon2 needs at least 8 KiB for each lane.
  if (memoryKib < 8 * verifier.lanes || memoryKib > MAX_MEMORY_KIB) return undefined;
  return verifier;
}

function tagOf(password: string, parameters: Omit<Verifier, 'tag'>, tagBytes: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  argon2(
    'argon2id',
    {
      message: password,
      nonce: parameters.salt,
      memory: parameters.memoryKib,
      passes: parameters.passes,
      parallelism: parameters.lanes,
      tagLength: tagBytes,
    },
    (error, tag) => (error === null ? resolve(Buffer.from(tag)) : reject(error)),
  );
  return promise;
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
