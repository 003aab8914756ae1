/** A name of an interface with its version: `wasi:clocks/wall-clock@0.2.3`. */
const VERSIONED = /^(?<base>[^@]+)@(?<major>\d+)\.(?<minor>\d+)\.(?<patch>\d+)(?<rest>[-+].*)?$/;

interface Version {
  readonly base: string;
  /** What two versions must have in common for the one to stand for the other (semver: the leftmost part that is not zero). */
  readonly track: string;
  readonly order: readonly [major: number, minor: number, patch: number];
}

/** A prerelease or build stands for nothing but itself, so it has no version here. */
function versionOf(name: string): Version | undefined {
  const groups = VERSIONED.exec(name)?.groups;
  if (groups === undefined || groups['rest'] !== undefined) return undefined;
  const [major, minor, patch] = [Number(groups['major']), Number(groups['minor']), Number(groups['patch'])];
  const track = major > 0 ? `${major}` : minor > 0 ? `0.${minor}` : `0.0.${patch}`;
  return { base: groups['base']!, track, order: [major, minor, patch] };
}

function later(a: Version, b: Version): boolean {
  const place = a.order.findIndex((part, index) => part !== b.order[index]);
  return place >= 0 && a.order[place]! > b.order[place]!;
}

/** The name without its version. */
export function unversioned(name: string): string {
  return name.replace(/@[^@/]*$/, '');
}

/**
 * The name under which an import is found among those on offer: its own, or else the latest version that semver calls compatible
 * (`0.2.1` and `0.2.6`; not `0.2.1` and `0.3.0`, nor `0.0.1` and `0.0.2`). Whether its functions fit is for the linker to see.
 */
export function compatibleName(wanted: string, offered: readonly string[]): string | undefined {
  if (offered.includes(wanted)) return wanted;
  const version = versionOf(wanted);
  if (version === undefined) return undefined;
  let best: { name: string; version: Version } | undefined;
  for (const name of offered) {
    const other = versionOf(name);
    if (other?.base !== version.base || other.track !== version.track) continue;
    if (best === undefined || later(other, best.version)) best = { name, version: other };
  }
  return best?.name;
}
