import type { MessageFields } from '@polychat/core';
import { stableId } from './stable-hash.ts';

/** What a client, or a webhook, reads from the `metadata` of a message. */
export interface Envelope {
  /** The same in both copies of a message that was written twice, and in no other. Absent where there is no envelope. */
  readonly id?: string;
  /** The `metadata` that was sent; absent where there was none. */
  readonly metadata?: string;
}

const prefix = 'polychat-';
const idPattern = /^polychat-[0-9a-f]{32}$/;

/**
 * Takes `metadata` out of the envelope that `migration(…, { envelope: true })` puts around it. Show one message for each
 * `id`. Metadata without an envelope comes back as it is, without an id. Never throws.
 */
export function readEnvelope(metadata: string | undefined | null): Envelope {
  if (typeof metadata !== 'string') return {};
  if (!metadata.startsWith('{') || !metadata.includes(prefix)) return { metadata };
  try {
    const { id, metadata: inner, ...others } = JSON.parse(metadata);
    const isOurs =
      typeof id === 'string' &&
      idPattern.test(id) &&
      (inner === undefined || typeof inner === 'string') &&
      Object.keys(others).length === 0;
    if (!isOurs) return { metadata };
    return inner === undefined ? { id } : { id, metadata: inner };
  } catch {
    return { metadata };
  }
}

/** The id of an envelope: from the key where there is one, so that a send that is repeated has the same. */
export function envelopeIdOf(idempotencyKey: unknown): string {
  const hex =
    typeof idempotencyKey === 'string'
      ? stableId(idempotencyKey)
      : globalThis.crypto.randomUUID().replaceAll('-', '');
  return prefix + hex;
}

/** The message with its metadata in an envelope. One that has an envelope keeps it, and what is no metadata stays. */
export function inEnvelope<Message extends MessageFields>(message: Message, id: string): Message {
  const given: unknown = message?.metadata;
  if (given !== undefined && typeof given !== 'string') return message;
  if (readEnvelope(given).id !== undefined) return message;
  return { ...message, metadata: JSON.stringify(given === undefined ? { id } : { id, metadata: given }) };
}
