import { asRecord } from '../../text/json-value.ts';
import { percentDecoded } from '../../text/percent-decoded.ts';
import { shallowJson } from '../../text/shallow-json.ts';

/** A body's members, and in which form they came. */
export interface WebhookFields {
  /**
   * - `json`: values as JSON has them; an integer beyond 2^53 is a string.
   * - `encoded_json`: the same, the whole of it percent-encoded.
   * - `form`: every value is a string, and a list or an object is JSON in it.
   */
  readonly form: 'json' | 'encoded_json' | 'form';
  readonly members: Readonly<Record<string, unknown>>;
}

/**
 * The members of a webhook's body, whatever its content type says: JSON, percent-encoded JSON, or form fields. What
 * parses as JSON is never decoded, so a text `100%25` stays what it is. Undefined for a body that is none of these.
 */
export function webhookFields(body: string): WebhookFields | undefined {
  const json = asRecord(shallowJson(body));
  if (json) return { form: 'json', members: json };
  const decoded = percentDecoded(body.trim());
  const encoded = decoded === undefined ? undefined : asRecord(shallowJson(decoded));
  if (encoded) return { form: 'encoded_json', members: encoded };
  if (!/^\s*[^\s{}[\]"&=]+=/.test(body)) return undefined;
  return { form: 'form', members: Object.fromEntries(new URLSearchParams(body.trim())) };
}

/** A list or an object within a form is JSON in a string. Gives anything else back as it is. */
export function fieldOfForm(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  return shallowJson(value) ?? value;
}
