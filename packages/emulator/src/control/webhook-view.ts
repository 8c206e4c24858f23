import { asArray, asText, defined, type Loose, parseObject } from '../content/loose.ts';
import { previewOf } from '../content/parts-of.ts';
import type { Vendor } from '../vendor.ts';
import { vendorModules } from '../vendors.ts';
import type { WebhookDelivery } from '../webhooks/webhooks.ts';
import { nameOf } from './request-parties.ts';

/** Whom and what an event is about, as far as its body says. */
export interface WebhookSubject {
  readonly from?: string;
  /** A user, a group or a room; the first of them where there are several. */
  readonly to?: string;
  /** How many there are, where it is more than one. */
  readonly recipients?: number;
  /** The vendor's id of the message. */
  readonly messageId?: string;
  /** What the message shows, in one line. */
  readonly preview?: string;
}

/** A delivery with what it is about. */
export interface WebhookView extends WebhookDelivery {
  readonly subject: WebhookSubject;
}

export function webhookView(delivery: WebhookDelivery): WebhookView {
  const body = fieldsOf(delivery.body);
  return { ...delivery, subject: subjectOf(delivery.vendor, body) };
}

/** True for a user, a message's id or words in it. */
export function webhookMatches({ event, body, subject }: WebhookView, wanted: string): boolean {
  return [event, body, ...Object.values(subject)].some((text) => String(text).toLowerCase().includes(wanted));
}

function subjectOf(vendor: Vendor, body: Loose): WebhookSubject {
  const { parts, webhookNames } = vendorModules[vendor];
  const { from, to, messageId, content } = webhookNames(body);
  const target = to.find((value) => asText(value) || asArray(value).length > 0);
  return defined({
    from: firstText(from),
    to: nameOf(vendor, Array.isArray(target) ? target[0] : target),
    recipients: asArray(target).length > 1 ? asArray(target).length : undefined,
    messageId: firstText(messageId),
    preview: content === undefined ? undefined : previewOf(parts(content)) || undefined,
  });
}

/** The members of a body in any of the encodings: JSON, URL-encoded JSON, a form. */
function fieldsOf(body: string): Loose {
  const json = parseObject(body) ?? parseObject(decoded(body));
  return (
    json ?? Object.fromEntries([...new URLSearchParams(body)].map(([name, text]) => [name, numberOr(text)]))
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** A form writes the type of a message as text. */
function numberOr(text: string): unknown {
  return /^\d{1,6}$/.test(text) ? Number(text) : text;
}

function firstText(values: readonly unknown[]): string | undefined {
  return values.map(asText).find((text) => text !== undefined && text !== '');
}
