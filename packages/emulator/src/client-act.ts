import type { JsonObject } from './vendor.ts';

/**
 * What a user does on a device of their own. Each is done as the vendor's client does it, and raises the vendor's webhooks.
 * Tencent IM's rooms are its groups of the type AVChatRoom.
 */
export type ClientAct =
  | {
      readonly act: 'send';
      /** A user id, a group's or a room's. */
      readonly to: string;
      /** `direct` when absent. */
      readonly channel?: 'direct' | 'group' | 'room';
      /** As the vendor writes it: ZIM `{ MessageType, MessageBody, … }`, Tencent `{ MsgBody, … }`. */
      readonly message: JsonObject;
    }
  | {
      /** Reads what came from a user, or in a group. */
      readonly act: 'read';
      /** The other user, or the group. */
      readonly with: string;
      /** `direct` when absent. */
      readonly channel?: 'direct' | 'group';
      /** The emulator's id of the last message that is read; the newest when absent. */
      readonly upTo?: number;
    }
  | {
      readonly act: 'recall';
      /** The emulator's id of the message. */
      readonly message: number;
    }
  | {
      readonly act: 'edit';
      /** The emulator's id of the message. */
      readonly message: number;
      /** What takes the place of its members: ZIM `{ Message?, ExtendedData? }`, Tencent `{ MsgBody?, CloudCustomData? }`. */
      readonly content: JsonObject;
    }
  | {
      /** Tencent IM: puts key-value pairs on a message; an empty value takes one away, and no pairs take all away. */
      readonly act: 'extend';
      /** The emulator's id of the message. */
      readonly message: number;
      readonly extensions: Readonly<Record<string, string>>;
    }
  | {
      /** Opens the push of a message on a phone that is offline. */
      readonly act: 'open_push';
      /** The emulator's id of the message. */
      readonly message: number;
    }
  | {
      /** Logs in, without a token. */
      readonly act: 'online';
      /** In the vendor's spelling: ZIM `ANDROID`, Tencent `Android`. A web page's when absent. */
      readonly platform?: string;
    }
  | {
      readonly act: 'offline';
      /**
       * `logout` when absent: pushes do not reach the user any more. `disconnected`: the connection is closed, and `timeout`:
       * nothing more is heard of the device; the vendor notices it after a time of its own.
       */
      readonly reason?: 'logout' | 'disconnected' | 'timeout';
    }
  | {
      /** Tencent IM: sets the user's status, a text of their own. */
      readonly act: 'set_status';
      readonly status: string;
    }
  | { readonly act: 'set_profile'; readonly name?: string; readonly avatarUrl?: string }
  | { readonly act: 'block' | 'unblock' | 'befriend' | 'unfriend'; readonly user: string }
  | {
      readonly act: 'create';
      readonly channel: 'group' | 'room';
      /** The group's or the room's id; the vendor gives one to a group when absent. */
      readonly id?: string;
      readonly name?: string;
      /** Further members of a group. */
      readonly users?: readonly string[];
      /** Tencent IM: the type of a group, `Public` when absent. */
      readonly type?: string;
    }
  | { readonly act: 'join'; readonly channel: 'group' | 'room'; readonly id: string }
  | { readonly act: 'leave'; readonly channel: 'group' | 'room'; readonly id: string }
  | { readonly act: 'dissolve'; readonly channel: 'group' | 'room'; readonly id: string }
  | {
      /** Changes what a group says of itself. */
      readonly act: 'change_group';
      readonly id: string;
      readonly name?: string;
      /** Tencent IM. */
      readonly introduction?: string;
      readonly notice?: string;
      readonly avatarUrl?: string;
      /** An empty value deletes an attribute. */
      readonly attributes?: Readonly<Record<string, string>>;
    }
  | {
      /** Changes a member of a group. */
      readonly act: 'change_member';
      readonly id: string;
      readonly user: string;
      readonly role?: 'admin' | 'member';
      readonly nickname?: string;
    }
  /** Gives a group to another member. */
  | { readonly act: 'transfer'; readonly id: string; readonly user: string }
  /** Brings users into a group. */
  | {
      readonly act: 'invite';
      readonly channel: 'group';
      readonly id: string;
      readonly users: readonly string[];
    }
  /** Puts users out of a group. */
  | {
      readonly act: 'remove';
      readonly channel: 'group';
      readonly id: string;
      readonly users: readonly string[];
    };

/** The acts of some names. */
export type ActOf<Name extends ClientAct['act']> = ClientAct & { readonly act: Name };

/** What the device is told. */
export interface ClientActResult {
  /** 0, or the code that the device would see. */
  readonly code: number;
  /** The vendor's id of the message that was sent. */
  readonly messageId?: string;
  /** Of the group or room that was created. */
  readonly id?: string;
}
