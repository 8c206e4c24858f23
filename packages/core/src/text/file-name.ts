/** The last part of a URL's path, decoded, or the fallback where there is none. */
export function fileNameOfUrl(url: string, fallback: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  return decode(last) || fallback;
}

/** The part of a file name after its last dot, in lower case, or an empty text. */
export function extensionOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot > 0 ? fileName.slice(dot + 1).toLowerCase() : '';
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
