/**
 * Fields of a user that only one vendor has, under that vendor's name, such as a password. Adapters add theirs by
 * module augmentation.
 */
// biome-ignore lint/suspicious/noEmptyInterface: adapters add their members.
export interface VendorUserFields {}

/**
 * What only one vendor returns for a registered user, under that vendor's name, such as a token. Adapters add theirs
 * by module augmentation.
 */
// biome-ignore lint/suspicious/noEmptyInterface: adapters add their members.
export interface VendorUserResult {}

/** A user to register: the id is the app's own. A vendor may keep the name and avatar that a user already has. */
export interface UserProfile {
  readonly userId: string;
  readonly name?: string;
  readonly avatarUrl?: string;
  readonly vendor?: VendorUserFields;
}

/** What a vendor says of a user that it registered. */
export interface RegisteredUserFields {
  readonly vendor?: VendorUserResult;
}
