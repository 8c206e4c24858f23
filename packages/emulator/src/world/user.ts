/**
 * What the vendor knows of a user's devices. `never`: the account exists, but no device ever logged in;
 * `offline`: a device logged in once and reported where push goes; `online`: a device is connected.
 */
export type Presence = 'never' | 'offline' | 'online';

/** The device with which a user is connected. */
export interface Device {
  /** In the vendor's spelling. */
  readonly platform: string;
  /** The vendor's id of this connection. */
  readonly session: string;
  /** When it connected, in milliseconds. */
  readonly since: number;
}

/** A user's account, as the vendor keeps it. */
export interface User {
  readonly userId: string;
  name: string;
  avatarUrl: string;
  /** ZIM's `Extra`. */
  extra: string;
  presence: Presence;
  /** Absent where nothing is known of the device, as of a user who was online from the start. */
  device?: Device | undefined;
  /** True after a logout: an offline device then shows no pushes. */
  loggedOut: boolean;
  /** Whom this user blocked, with the time in milliseconds. */
  readonly blocked: Map<string, number>;
  readonly friends: Set<string>;
}

/** Whether a phone of the user shows the pushes of what is sent to them. */
export function isPushed(user: Pick<User, 'presence' | 'loggedOut'>): boolean {
  return user.presence === 'offline' && !user.loggedOut;
}

/** A user as options and tests give it. */
export interface UserSeed {
  readonly userId: string;
  readonly name?: string;
  readonly avatarUrl?: string;
  readonly presence?: Presence;
}
