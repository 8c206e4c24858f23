import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import {
  extensionOf,
  fileNameOfUrl,
  type ImageContent,
  type ImageFormat,
  type VideoContent,
} from '@polychat/core/adapter';

/** An id for a media file: the vendor wants a unique one, and a repeat must have the same. */
export function mediaId(url: string): string {
  return bytesToHex(sha256(utf8ToBytes(url)));
}

/** The numbers of `ImageFormat` (33527 = 269/2720). */
export const imageFormatNumbers: Readonly<Record<ImageFormat, number>> = {
  jpg: 1,
  gif: 2,
  png: 3,
  bmp: 4,
  other: 255,
};

const imageExtensions: Readonly<Record<string, ImageFormat>> = {
  jpg: 'jpg',
  jpeg: 'jpg',
  gif: 'gif',
  png: 'png',
  bmp: 'bmp',
};

/** The format that was given, else that of the file name, else that of the URL. */
export function imageFormatOf({ format, fileName, url }: ImageContent): ImageFormat {
  return (
    format ??
    imageExtensions[extensionOf(fileName ?? '')] ??
    imageExtensions[extensionOfUrl(url) ?? ''] ??
    'other'
  );
}

/** As for images; undefined where nothing tells. */
export function videoFormatOf({ format, fileName, url }: VideoContent): string | undefined {
  return format ?? (extensionOf(fileName ?? '') || extensionOfUrl(url));
}

/** The extension of the file that a URL names, in lower case and without its dot; undefined where it has none. */
export function extensionOfUrl(url: string): string | undefined {
  return extensionOf(fileNameOfUrl(url, '')) || undefined;
}

/** The documents say only "Number"; client SDKs hold an integer, so a fraction is not risked. [?] */
export function wholeSeconds(seconds: number): number {
  return Math.round(seconds);
}
