import type { Chat } from '../../chat.ts';
import type { Content, ContentPart } from '../../model/content.ts';
import type { FoundStoredMessage } from '../../model/found-message.ts';
import { misconfigured } from '../../model/issues.ts';
import type { WebhookEventOf } from '../events/webhook-event.ts';
import { valueHash } from '../source/digest.ts';
import type { WebhookSource } from '../webhook-source.ts';

/**
 * The events that a chat can confirm, as data: those that tell what a message says, or that it was taken back. Of all
 * others no vendor can be asked cheaply whether they are true.
 */
export const confirmableEvents = [
  'message.sent',
  'message.edited',
  'message.recalled',
  'message.to_bot',
] as const;

/** An event that a chat can confirm. */
export type ConfirmableEvent = (typeof confirmableEvents)[number];

/** Believes an event only if the vendor, asked through a chat and its pacer, has the message as the event tells it. */
export interface ConfirmByChat {
  /** Speaks for the app whose webhooks these are, alone or beside others. */
  readonly chat: Pick<Chat, 'apps' | 'find'>;
  /** Which events. */
  readonly events: readonly ConfirmableEvent[];
}

/** So long the vendor may take, waiting for the pacer included, in milliseconds: about as long as it waits for us. */
const deadlineMs = 5_000;

type ConfirmFunctions = Readonly<
  Record<ConfirmableEvent, (event: WebhookEventOf<ConfirmableEvent>) => Promise<boolean>>
>;

/** Whether it asks a chat, and no functions. */
export function isByChat(confirm: object): confirm is ConfirmByChat {
  return 'chat' in confirm || 'events' in confirm;
}

/**
 * A function for each of the events. Throws a `ChatError` with code `misconfigured` that names the option at fault, and
 * for an event of which no vendor can be asked whether it is true.
 */
export function confirmThrough(
  confirm: ConfirmByChat,
  { vendor, app }: Pick<WebhookSource, 'vendor' | 'app'>,
): Partial<ConfirmFunctions> {
  const { chat, events, ...others } = confirm;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw wrong(unknown, 'no such option beside chat and events');
  if (typeof chat?.find !== 'function' || !Array.isArray(chat.apps)) throw wrong('chat', 'must be a chat');
  if (!chat.apps.some((each) => each.vendor === vendor && each.app === app)) {
    throw wrong('chat', `must speak for ${vendor}, app ${app}, whose webhooks these are`);
  }
  const names: readonly unknown[] = Array.isArray(events) ? events : [];
  if (names.length === 0) throw wrong('events', 'must name at least one event');
  for (const name of names) {
    if (confirmableEvents.includes(name as ConfirmableEvent)) continue;
    throw wrong(
      'events',
      `${String(name)} cannot be asked about, only ${confirmableEvents.join(', ')}; give a function for it`,
    );
  }
  return Object.fromEntries(
    events.map((type) => [type, (event: WebhookEventOf<ConfirmableEvent>) => isTrue(event, chat)]),
  );
}

function wrong(member: string, words: string) {
  const field = `confirm.${member}`;
  return misconfigured(`createWebhookHandler: ${field}: ${words}`, field);
}

/** Rejects where the vendor cannot be asked: then the event is asked for again. */
async function isTrue(
  event: WebhookEventOf<ConfirmableEvent>,
  chat: ConfirmByChat['chat'],
): Promise<boolean> {
  if (!event.ref) {
    throw new Error(`confirm: the ${event.type} of ${event.vendor} says too little to look the message up`);
  }
  const found = await chat.find(event.ref, { deadlineMs });
  if (!found.found) return false;
  if (event.type === 'message.recalled') return found.state === 'recalled';
  return found.state === 'sent' && saysTheSame(event, found);
}

/** A content that Polychat has no word for cannot be compared. */
async function saysTheSame(
  { content, metadata = '' }: { readonly content?: Content; readonly metadata?: string },
  found: FoundStoredMessage,
): Promise<boolean> {
  if (!content || !found.content || metadata !== (found.metadata ?? '')) return false;
  const [told, had] = await Promise.all([content, found.content].map((each) => valueHash(whatCounts(each))));
  return told === had;
}

/** Of media the address: sizes and names are told in a webhook otherwise than in history. */
function whatCounts(content: Content): unknown {
  return content.type === 'mixed' ? content.parts.map(whatCountsOf) : whatCountsOf(content);
}

function whatCountsOf(part: ContentPart | Exclude<Content, { type: 'mixed' }>): unknown {
  return 'url' in part ? [part.type, part.url] : part;
}
