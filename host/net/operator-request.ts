import { isAbsolute } from 'node:path';
import type { ImageFile, Installation } from '../kernel/index.ts';

/** A request of the operator's says something that cannot be understood. The message says where and what would mend it. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

const KEYS = ['binary', 'files', 'grant'];

/** Reads `{"binary": BASE64, "files": [{"path", "text"}], "grant": BOOLEAN}`; all but `binary` may be left out. Throws `BadRequest`. */
export function readInstallation(name: string, body: string): Installation {
  const request = readObject(parse(body), 'the request');
  const unknown = Object.keys(request).find((key) => !KEYS.includes(key));
  if (unknown !== undefined)
    throw new BadRequest(`there is no "${unknown}" in a request: there are ${KEYS.join(', ')}`);
  const { binary, files, grant = false } = request;
  if (typeof grant !== 'boolean') throw new BadRequest('"grant" must be true or false');
  return { name, binary: readBinary(binary), grant, ...(files !== undefined && { files: readFiles(files) }) };
}

/** Reads `{"folder": PATH}`. Throws `BadRequest`. */
export function readBackupFolder(body: string): string {
  const { folder } = readObject(parse(body), 'the request');
  if (typeof folder === 'string' && isAbsolute(folder)) return folder;
  throw new BadRequest('"folder" must be an absolute path: the host has another working folder');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new BadRequest(`the request is no JSON: ${(error as Error).message}`);
  }
}

function readBinary(binary: unknown): Uint8Array {
  if (typeof binary !== 'string') throw new BadRequest('"binary" must be the component in base64');
  try {
    return Uint8Array.fromBase64(binary);
  } catch {
    throw new BadRequest('"binary" is no base64');
  }
}

function readFiles(files: unknown): ImageFile[] {
  if (!Array.isArray(files)) throw new BadRequest('"files" must be a list of {"path", "text"}');
  return files.map((file, index) => {
    const { path, text } = readObject(file, `"files"[${index}]`);
    if (typeof path === 'string' && typeof text === 'string') return { path, text };
    throw new BadRequest(`"files"[${index}] must have a "path" and a "text"`);
  });
}

function readObject(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new BadRequest(`${place} must be an object, {...}`);
}
