import type { ClientAct, ClientActResult } from './client-act.ts';
import type { FaultRule } from './http/faults/fault-rule.ts';
import type { WaitingFault } from './http/faults/faults.ts';
import type { RequestRecord } from './http/request-record.ts';
import type { TencentImGroups } from './tencent-im/groups.ts';
import type { Vendor } from './vendor.ts';
import type { ClientLogin, ClientLoginResult, ClientSend, ClientSendResult } from './vendor-service.ts';
import type { WebhookDelivery } from './webhooks/webhooks.ts';
import type { InboxMessage } from './world/copy.ts';
import type { EmulatorEvents } from './world/events.ts';
import type { Message } from './world/message.ts';
import type { Presence } from './world/user.ts';
import type { UserDirectory } from './world/users.ts';
import type { ZimGroups } from './zim/groups.ts';
import type { ZimRooms } from './zim/rooms.ts';

/** Which of a user's messages are wanted. */
export interface InboxFilter {
  readonly vendor?: Vendor;
  /** `received` when absent; `sent` are the copies on the sender's own devices. */
  readonly direction?: 'received' | 'sent' | 'both';
}

/** Both vendors on loopback. */
export interface Emulator {
  /** The emulator's own address, such as `http://127.0.0.1:49152`. */
  readonly url: string;
  readonly port: number;
  readonly zim: {
    readonly baseUrl: string;
    readonly appId: number;
    readonly serverSecret: string;
    readonly users: UserDirectory;
    readonly groups: ZimGroups;
    readonly rooms: ZimRooms;
  };
  readonly tencentIm: {
    readonly baseUrl: string;
    readonly sdkAppId: number;
    readonly secretKey: string;
    readonly admins: readonly string[];
    readonly users: UserDirectory;
    /** Those that the options, `groups.put` or a command made. */
    readonly groups: TencentImGroups;
  };
  /** The newest requests, oldest first, from both vendors. */
  readonly requests: readonly RequestRecord[];
  /** The faults that still wait for calls. */
  readonly faults: readonly WaitingFault[];
  /** All messages that are kept, oldest first. */
  readonly messages: readonly Message[];
  /** The messages that a user's devices received, or will when they log in; oldest first, from both vendors. */
  inbox(userId: string, filter?: InboxFilter): InboxMessage[];
  /**
   * Makes something go wrong for the next `times` calls (1 when absent) that the rule fits.
   * @throws TypeError that names each member of the rule that is wrong
   */
  fail(rule: FaultRule): WaitingFault;
  /** Takes back a fault that still waits. False when there is none of that id. */
  cancelFault(id: number): boolean;
  /** The emulator's time in milliseconds. A client that signs must use it too, once time was moved. */
  now(): number;
  /** Moves the time on: for limits, windows, signatures and webhook repeats at once. */
  advance(milliseconds: number): void;
  /** Holds the time still, so that it moves by `advance` alone; `reset` lets it go. Delays wait for `advance`, too. */
  freeze(): void;
  /**
   * Says whether a user's device is connected, at one vendor or at all where the user exists.
   * @throws RangeError when the user exists nowhere
   */
  setPresence(userId: string, presence: Presence, vendor?: Vendor): void;
  /**
   * Logs a user's device in with the token that your server made for it. When the token is good, the user exists and is
   * online from then on, and the answer's code is 0.
   */
  clientLogin(vendor: Vendor, login: ClientLogin): ClientLoginResult;
  /** Sends a message as a user's own device would. */
  clientSend(vendor: Vendor, send: ClientSend): Promise<ClientSendResult>;
  /**
   * Does what a user does on a device of their own: sends, reads, recalls and edits, logs in and out, blocks, makes friends.
   * It changes what the vendor keeps and raises the vendor's webhooks, as the vendor's own client would.
   * @throws TypeError that names each member of the act that is wrong; RangeError for one that the vendor does not have
   */
  clientAct(vendor: Vendor, userId: string, act: ClientAct): Promise<ClientActResult>;
  /** What was sent to webhooks, oldest first, newest kept. */
  readonly webhooks: readonly WebhookDelivery[];
  /**
   * Sends a webhook's event again, with a new time and signature.
   * @throws RangeError when the log holds no such delivery
   */
  replayWebhook(id: number): Promise<WebhookDelivery>;
  /** Resolves once no webhook is under way; repeats that still wait are not waited for. */
  webhooksSettled(): Promise<void>;
  /** Listens; the returned function ends it. */
  on<Name extends keyof EmulatorEvents>(
    name: Name,
    listener: (event: EmulatorEvents[Name]) => void,
  ): () => void;
  /** Forgets messages, requests, faults, used-up limits and moved time; keeps users, groups and blocklists. */
  reset(): void;
  /** Breaks open connections and frees the port. */
  close(): Promise<void>;
}
