import {
  type AudioContent,
  type FileContent,
  fileNameOfUrl,
  type ImageContent,
  utf8Length,
  type VideoContent,
} from '@polychat/core/adapter';
import { maxFileNameBytes } from './limits.ts';
import { md5Hex } from './md5.ts';

/** A content that is a file at a URL. */
export type Media = ImageContent | AudioContent | VideoContent | FileContent;

/** The vendor requires an id that is made by us: the same URL has the same one. */
export function mediaId(url: string): string {
  return md5Hex(url);
}

/** The vendor requires a name: that of the content, or what the URL's path ends with, cut to fit. */
export function fileNameOf(media: Media): string {
  return media.fileName ?? cutFileName(fileNameOfUrl(media.url, media.type));
}

/** Cuts characters out before the extension until the name fits. */
function cutFileName(name: string): string {
  if (utf8Length(name) <= maxFileNameBytes) return name;
  const dot = name.lastIndexOf('.');
  const isExtension = dot > 0 && utf8Length(name.slice(dot)) <= 16;
  const extension = isExtension ? name.slice(dot) : '';
  const stem = [...(isExtension ? name.slice(0, dot) : name)];
  let bytes = utf8Length(extension);
  const kept = stem.filter((character) => {
    bytes += utf8Length(character);
    return bytes <= maxFileNameBytes;
  });
  return kept.join('') + extension;
}
