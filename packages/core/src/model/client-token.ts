/** What a client logs in to a vendor with. Your server makes it, and gives it to the user whom it names alone. */
export interface ClientToken {
  readonly token: string;
  /** When it ends, in milliseconds since 1970. Give the client a new one before. */
  readonly expiresAt: number;
}

/**
 * Why a token is refused:
 * - `malformed`: not one of this vendor's, or cut.
 * - `forged`: made with another secret, or changed.
 * - `other_app`: made for another app.
 * - `expired`: it has ended.
 * - `lives_too_long`: it lasts longer than the vendor allows.
 */
export type ClientTokenFault = 'malformed' | 'forged' | 'other_app' | 'expired' | 'lives_too_long';

/** What a token says, once it has been checked. */
export type VerifiedClientToken =
  | {
      readonly valid: true;
      readonly userId: string;
      /** Milliseconds since 1970. */
      readonly issuedAt: number;
      /** Milliseconds since 1970. */
      readonly expiresAt: number;
    }
  | { readonly valid: false; readonly fault: ClientTokenFault };
