import type { ClientAct, ClientActResult } from './client-act.ts';
import type { VendorRequest } from './http/vendor-request.ts';
import type { JsonObject, Vendor } from './vendor.ts';
import type { Webhooks } from './webhooks/webhooks.ts';
import type { EmulatorClock } from './world/emulator-clock.ts';
import type { MessageStore } from './world/messages.ts';
import type { Presence, User } from './world/user.ts';
import type { UserDirectory } from './world/users.ts';

/** What the framework lends to a vendor's service. */
export interface ServiceContext {
  readonly clock: EmulatorClock;
  /** This vendor's users. */
  readonly users: UserDirectory;
  /** The messages of both vendors. */
  readonly messages: MessageStore;
  readonly webhooks: Webhooks;
}

/** One vendor's server API. It knows nothing of sockets; HTTP status is always 200, as at both vendors. */
export interface VendorService {
  readonly vendor: Vendor;
  /** Everything that it serves, by the names of `endpointOf`. */
  readonly endpoints: readonly string[];
  /** The name that faults and the request log use: ZIM's `Action`, Tencent's path without the first slash. */
  endpointOf(request: VendorRequest): string;
  /** The recipients (or users) that a call names, as far as its body can be read. Called only while a fault waits for one. */
  recipientsOf(request: VendorRequest): readonly string[];
  /**
   * The whole answer: checks, effects, reply body. Must obey `request.recipientCode(userId)`: such a
   * recipient gets nothing and is answered with that code, as the reply's only code where the endpoint
   * has no list of failures.
   */
  handle(request: VendorRequest): JsonObject | Promise<JsonObject>;
  /** The reply body that carries just this code. */
  refuse(request: VendorRequest, code: number, text?: string): JsonObject;
  /** The code for a fault in the emulator itself. */
  readonly internalErrorCode: number;
  /** Checks the token with which a user's device logs in. */
  clientLogin(login: ClientLogin): ClientLoginResult;
  /** Acts as the user's own device. */
  clientSend(send: ClientSend): Promise<ClientSendResult>;
  /** Does what a user does on a device of their own. */
  clientAct(userId: string, act: ClientAct): Promise<ClientActResult>;
  /** Says whether a device of the user is connected, and raises the vendor's events. */
  setPresence(user: User, presence: Presence): void;
  /** Forgets used-up limits and whatever belongs to messages; keeps users, groups and blocklists. */
  reset(): void;
}

/** A message that a user's device sends. */
export interface ClientSend {
  readonly from: string;
  /** A user id, a group's or a room's. */
  readonly to: string;
  /** `direct` when absent. */
  readonly channel?: 'direct' | 'group' | 'room';
  /** The message as the vendor writes it: ZIM `{ MessageType, MessageBody, … }`, Tencent `{ MsgBody, … }`. */
  readonly message: JsonObject;
}

/** A device that logs in. */
export interface ClientLogin {
  readonly userId: string;
  /** ZIM's Token04, Tencent IM's UserSig. */
  readonly token: string;
}

/** What a device that logs in is told. */
export interface ClientLoginResult {
  /** 0, or the code that the device would see. */
  readonly code: number;
  /** When the token ends, in milliseconds. */
  readonly expiresAt?: number;
  /** Absent where the token cannot be read: it is none, or another secret made it. */
  readonly says?: ClientTokenClaims;
}

/** What a token says of itself. Times are in milliseconds. */
export interface ClientTokenClaims {
  readonly userId: string;
  readonly appId: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** What the device is told. */
export interface ClientSendResult {
  /** 0, or the code that the device would see. */
  readonly code: number;
  readonly messageId?: string;
}
