/**
 * The warnings of the engine:
 * - `unsupported`: a field that the vendor does not support was left out (`onUnsupported: 'warn'`); `field` names it.
 * - `unknown_vendor`: a key under `vendor` that no chat in this process reads; `field` names it.
 * - `stored_for_next_login`: a broadcast is kept for those who are offline until they log in.
 * - `webhooks_bypassed`: a command was chosen by the number of recipients that raises none of your webhooks.
 * - `unasked_recipient`: a reply named somebody who was not in the call.
 * - `id_dropped`: the vendor gave an id that is longer than 128 characters, or is none; it was left out.
 * - `not_deduplicated`: the message has an `idempotencyKey`, and the vendor discards no copy of it: sent twice, it arrives
 *   twice. `field` names the key. `check` says so, too.
 * - `profile_not_updated`: a user who existed already keeps the name and avatar that they had.
 *
 * An adapter may add its own, as `<vendor>.<code>`.
 */
export const warningCodes = [
  'unsupported',
  'unknown_vendor',
  'stored_for_next_login',
  'webhooks_bypassed',
  'unasked_recipient',
  'id_dropped',
  'not_deduplicated',
  'profile_not_updated',
] as const;

/** One of the engine's codes, or a vendor's own. */
export type WarningCode = (typeof warningCodes)[number] | `${string}.${string}`;

/** Something that was left out or does less than it says, or that is worth knowing about a send that went well. */
export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
  readonly field?: string;
  /** The name of the chat that it is about. */
  readonly via: string;
}

/** A warning as an adapter gives it; the engine adds the chat's name. */
export type PlanWarning = Omit<Warning, 'via'>;
