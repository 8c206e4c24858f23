/** A call that would be made. */
export interface PlannedCall {
  /** The vendor's name of the command. */
  readonly endpoint: string;
  /** Whom the call is for; empty for a broadcast. */
  readonly recipients: readonly string[];
  /** What it uses of the vendor's limits. */
  readonly costs: readonly { readonly limit: string; readonly units: number; readonly key?: string }[];
  /** The size of the body in bytes of UTF-8. */
  readonly bodyBytes: number;
  /** The body, with every string shown as its size, but for ids and the names of types. Undefined where there is none. */
  readonly body: unknown;
}
