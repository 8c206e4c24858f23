/** What of a package's manifest names files. */
interface ManifestWithFiles {
  readonly exports?: unknown;
  readonly bin?: unknown;
}

/** Every path below `dist` that a value names, wherever it stands in it. */
function distPathsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('./dist/') ? [value.slice('./'.length)] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(distPathsIn) : [];
}

/** The built files that a package's exports and commands name and that are not there. */
export function missingFiles(
  { exports, bin }: ManifestWithFiles,
  exists: (path: string) => boolean,
): readonly string[] {
  return [...new Set([...distPathsIn(exports), ...distPathsIn(bin)])].filter((path) => !exists(path));
}
