/** Whether the call takes effect. `before`: it has no effect. `after`: it has its full effect, and only then the fault strikes. */
export type FaultMoment = 'before' | 'after';

/** What can go wrong. Plain data, so that code, the control API and the page say it alike. */
export type Fault =
  /** No answer, ever; the connection stays open. `when` is `before` unless said otherwise. */
  | { readonly kind: 'silence'; readonly when?: FaultMoment }
  /** The answer comes late by `milliseconds`. With `after`, the effect is there at once. `before` by default. */
  | { readonly kind: 'delay'; readonly milliseconds: number; readonly when?: FaultMoment }
  /** The connection is reset without an answer. `before` by default. */
  | { readonly kind: 'reset'; readonly when?: FaultMoment }
  /** The reply's JSON ends half way. `after` by default, as for all kinds below that speak of the reply. */
  | { readonly kind: 'truncated'; readonly when?: FaultMoment }
  /** Half of the reply comes, and then nothing more on an open connection. */
  | { readonly kind: 'stalled'; readonly when?: FaultMoment }
  /** A page of HTML in place of the reply; status 502 unless given, `before` by default. */
  | { readonly kind: 'html'; readonly status?: number; readonly when?: FaultMoment }
  /** The vendor's envelope with this code; for one recipient where the fault names one. `before` by default. */
  | { readonly kind: 'code'; readonly code: number; readonly text?: string; readonly when?: FaultMoment }
  /** The named recipient was served, but the reply leaves them out. */
  | { readonly kind: 'omit' }
  /** Every list of the reply is turned round. */
  | { readonly kind: 'shuffle' }
  /** The vendor drops the message under load and says so in a reply that is OK: Tencent IM's `MsgDropReason`, for groups. */
  | { readonly kind: 'drop' };

/** A fault that concerns one recipient of a call and not the call as a whole. */
export type RecipientFault = Extract<Fault, { kind: 'code' | 'omit' }>;
