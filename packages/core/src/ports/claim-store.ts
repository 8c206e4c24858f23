/** What a claim found. */
export type Claim =
  /** The key was free; it is the caller's until `complete`, `release`, or the end of its time. `token` proves it. */
  | { readonly status: 'mine'; readonly token: string }
  /** Somebody has the key: `value` is theirs, or what they completed it with. */
  | { readonly status: 'existing'; readonly value: string; readonly isComplete: boolean };

/**
 * Makes something happen once across processes. Every method is atomic, and rejects when the store cannot be reached:
 * a caller must not take that for a free key. A key-value cache without an atomic claim cannot take its place.
 */
export interface ClaimStore {
  /** Takes a key that nobody has, for `ttlMs` milliseconds, and stores a value with it. */
  claim(key: string, value: string, ttlMs: number): Promise<Claim>;
  /**
   * Says that what the claim was for is done, and keeps `value` for `ttlMs` milliseconds more. Resolves to false where
   * the claim had ended and the key may be somebody else's.
   */
  complete(key: string, token: string, value: string, ttlMs: number): Promise<boolean>;
  /** Gives the key back, undone. Resolves to false where the claim had ended already. */
  release(key: string, token: string): Promise<boolean>;
  close?(): Promise<void>;
}
