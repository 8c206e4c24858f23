/**
 * What the vendor knows of a user's devices. `never`: the account exists, but no device ever logged in;
 * `offline`: a device logged in once and reported where push goes; `online`: a device is connected.
 */
export type Presence = 'never' | 'offline' | 'online';

/** A user's account, as the vendor keeps it. */
export interface User {
  readonly userId: string;
  name: string;
  avatarUrl: string;
  /** ZIM's `Extra`. */
  extra: string;
  presence: Presence;
  /** Whom this user blocked, with the time in milliseconds. */
  readonly blocked: Map<string, number>;
}

/** A user as options and tests give it. */
export interface UserSeed {
  readonly userId: string;
  readonly name?: string;
  readonly avatarUrl?: string;
  readonly presence?: Presence;
}
