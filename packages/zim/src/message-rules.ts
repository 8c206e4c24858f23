import {
  byteLimitProblem,
  type CheckedBroadcast,
  type CheckedMessage,
  type Content,
  createProblem,
  type MessageEdit,
  type Picture,
  type Problem,
  utf8Length,
} from '@polychat/core/adapter';
import { contentToWire } from './content-to-wire.ts';
import { maxFileNameBytes, maxUrlBytes } from './limits.ts';
import type { Media } from './media.ts';
import type { Settings } from './settings.ts';
import { resolveSender } from './user-id.ts';
import { type MessageKind, readVendorFields, type ZimVendorFields } from './vendor-fields.ts';

/** What was found out about a message. */
export interface MessageCheck {
  /** Absent where `problems` say that there is none. */
  readonly sender?: string;
  readonly fields: ZimVendorFields;
  readonly problems: readonly Problem[];
}

/** Checks what the vendor would refuse, whichever command carries it: sender, sizes, and the vendor's own fields. */
export function checkMessage(
  message: CheckedMessage | CheckedBroadcast,
  kind: MessageKind,
  settings: Settings,
): MessageCheck {
  const { content, metadata, push, vendorFields } = message;
  const { sender, problem } = resolveSender(message.from, settings);
  const vendor = readVendorFields(vendorFields, {
    kind,
    contentType: content.type,
    hasPush: push !== undefined,
    maxSearchedContentBytes: settings.maxSearchedContentBytes,
  });
  const problems = [
    ...(problem ? [problem] : []),
    ...contentProblems(content, settings),
    ...sizeProblems('metadata', utf8Length(metadata ?? ''), settings.maxMetadataBytes),
    ...vendor.problems,
  ];
  return { sender, fields: vendor.fields, problems };
}

/** What the vendor would refuse of a change. */
export function editProblems({ content, metadata }: MessageEdit, settings: Settings): readonly Problem[] {
  return [
    ...(content ? contentProblems(content, settings) : []),
    ...sizeProblems('metadata', utf8Length(metadata ?? ''), settings.maxMetadataBytes),
  ];
}

/**
 * Why the vendor would refuse a content for a size above its limits.
 * A client guide allows a mixed message ten images and one file, audio, video and custom each. The server's pages
 * do not repeat it [?], so that is left to the vendor, which says so where it holds.
 */
function contentProblems(content: Content, settings: Settings): Problem[] {
  const parts: readonly (readonly [string, Content])[] =
    content.type === 'mixed'
      ? content.parts.map((part, index) => [`content.parts[${index}]`, part] as const)
      : [['content', content]];
  const max = content.type === 'mixed' ? settings.maxMixedMessageBytes : settings.maxMessageBytes;
  return [
    ...parts.flatMap(([field, part]) => ('url' in part ? mediaProblems(part, field) : [])),
    ...sizeProblems(fieldOfText(content), messageBytes(content), max),
  ];
}

/** Bytes are counted before base64, a stringified object with all that JSON adds. */
function messageBytes(content: Content): number {
  return content.type === 'signal' && typeof content.data !== 'string'
    ? content.data.length
    : utf8Length(contentToWire(content).Message);
}

function mediaProblems(media: Media, field: string): Problem[] {
  const pictures: (readonly [string, Picture | undefined])[] = [];
  if (media.type === 'image') pictures.push(['.thumbnail', media.thumbnail], ['.large', media.large]);
  if (media.type === 'video') pictures.push(['.thumbnail', media.thumbnail]);
  return [
    byteLimitProblem(`${field}.url`, media.url, maxUrlBytes),
    byteLimitProblem(`${field}.fileName`, media.fileName, maxFileNameBytes),
    ...pictures.map(([name, picture]) => byteLimitProblem(`${field}${name}.url`, picture?.url, maxUrlBytes)),
  ].filter((problem) => problem !== undefined);
}

/** Where the text stands that makes a content too large. */
function fieldOfText({ type }: Content): string {
  switch (type) {
    case 'text':
      return 'content.text';
    case 'custom':
    case 'signal':
      return 'content.data';
    case 'mixed':
      return 'content.parts';
    default:
      return 'content';
  }
}

function sizeProblems(field: string, actual: number, max: number): Problem[] {
  if (actual <= max) return [];
  return [
    createProblem({
      code: 'message_too_large',
      effect: 'not_sent',
      transient: false,
      message: `${field}: must be at most ${max} bytes of UTF-8`,
      field,
      limit: { max, unit: 'bytes', actual },
    }),
  ];
}
