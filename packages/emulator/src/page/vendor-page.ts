import type { GroupView } from '../control/group-view.ts';
import type { StateView } from '../control/state.ts';
import type { Fault } from '../http/faults/fault.ts';
import type { JsonObject } from '../vendor.ts';

/** Things that go wrong at every vendor, each with a code of its own. */
export type FaultName =
  | 'tooFast'
  | 'internal'
  | 'signatureExpired'
  | 'contentRefused'
  | 'blocked'
  | 'recipientUnknown';

/** A fault that only one vendor has, as a switch. */
interface OwnFault {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly fault: Fault;
}

/** A kind of group or room that the page can make. */
interface NewGroupKind {
  readonly name: string;
  readonly channel: 'group' | 'room';
  /** The vendor's own type, where its groups have one. */
  readonly type?: string;
}

/** A member of what the emulator notes about the caller's credentials. */
export interface CredentialField {
  readonly label: string;
  /** What the number is, where it is one: a moment or a length in seconds. */
  readonly as?: 'moment' | 'duration' | 'seconds';
}

/** The signature or token that a server sends with each request, and how the page tells of its check. */
interface ServerCredential {
  readonly title: string;
  /** Within a sentence. */
  readonly name: string;
  /** How it is made. */
  readonly explanation: string;
  isValid(note: JsonObject): boolean;
  /** What stands after "Refused: ". */
  refusal(note: JsonObject): string;
  readonly fields: Readonly<Record<string, CredentialField>>;
  /** The fields that say since when and for how long it is valid, both in seconds. */
  readonly validity?: { readonly from: string; readonly length: string };
}

/** What the page says of one vendor and does in its way. It runs in the browser: nothing of Node may be in it. */
export interface VendorPage {
  readonly name: string;
  /** For lists of vendors within a sentence. */
  readonly shortName: string;
  /** Three letters, where there is little space. */
  readonly badge: string;
  /** What an adapter is given to speak to the emulator, by option, the address first. */
  credentials(state: StateView): readonly (readonly [name: string, value: string | number])[];
  readonly credential: ServerCredential;
  /** What a client logs in with. */
  readonly tokenName: string;
  /** After so long the vendor gives up a device of which nothing is heard; as the emulator does it. */
  readonly deviceTimeout: string;
  /** The vendor's name for a message's id. */
  readonly messageIdName: string;
  /** What can be made there, the usual kind first. */
  readonly newGroupKinds: readonly [NewGroupKind, ...NewGroupKind[]];
  readonly groupsNeedOwner: boolean;
  /** What a group is, in words: the vendor's own word where it has one. */
  kindOf(group: Pick<GroupView, 'channel' | 'kind'>): string;
  /** Whether people call it a room. */
  isRoom(group: Pick<GroupView, 'channel' | 'kind'>): boolean;
  /** A message of words alone, as the vendor's devices send it. `members` are those whom it can name. */
  textMessage(words: string, members: readonly string[]): JsonObject;
  /** What an edit puts in the place of words. */
  textEdit(words: string): JsonObject;
  /** The members of a message that an edit may replace. */
  readonly editableMembers: readonly string[];
  readonly faultCodes: Readonly<Record<FaultName, number>>;
  readonly ownFaults: readonly OwnFault[];
}
