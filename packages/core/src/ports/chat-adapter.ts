import type { MessageEdit } from '../model/change.ts';
import type {
  CheckedBroadcast,
  CheckedGroupMessage,
  CheckedMessage,
  CheckedRoomMessage,
} from '../model/message.ts';
import type { MessageRef } from '../model/outcome.ts';
import type { Capabilities } from './capabilities.ts';
import type { CallRecord } from './journal.ts';
import type { Limit } from './pacer.ts';
import type {
  AudiencePlan,
  ConversationPlan,
  DirectPlan,
  EditPlan,
  FindPlan,
  ListReply,
  PlanContext,
  RecallPlan,
  UsersPlan,
} from './plans.ts';
import type { SessionGrant, VendorCall } from './vendor-call.ts';

/**
 * One vendor, as pure translation: a message becomes vendor calls, a vendor's reply becomes a result.
 * An adapter never touches the network, a timer, a random number or a clock that it was not given.
 */
export interface ChatAdapter {
  /** The version of this contract. `createChat` refuses another. */
  readonly specificationVersion: 2;
  /**
   * The vendor's name, such as `pigeon`: also the chat's default name, the key of its own fields under `vendor` in a
   * message, and the first part of its warning codes.
   */
  readonly vendor: string;
  /** The vendor's name in sentences, such as `Pigeon Post`. */
  readonly title: string;
  /** The app at the vendor; limits are counted per app. */
  readonly app: string;
  /** The host that is called. */
  readonly host: string;
  readonly capabilities: Capabilities;
  readonly limits: readonly Limit[];
  /** What the vendor can do. An absent member is unsupported. */
  readonly plan: AdapterPlans;
  /** For a vendor whose token is fetched. */
  readonly session?: SessionSource;
  /**
   * Makes a call again from what a journal kept of it, to be repeated byte for byte. Undefined where the record is
   * none of this adapter's.
   */
  resume?(record: CallRecord): VendorCall<ListReply<unknown>> | VendorCall<unknown> | undefined;
}

/** How each kind of operation becomes calls. */
export interface AdapterPlans {
  direct?(message: CheckedMessage, context: PlanContext): DirectPlan;
  audience?(message: CheckedBroadcast, context: PlanContext): AudiencePlan;
  /** One call for the whole group; the message's id is the vendor's id of it in the group. */
  group?(message: CheckedGroupMessage, context: PlanContext): ConversationPlan;
  room?(message: CheckedRoomMessage, context: PlanContext): ConversationPlan;
  users?(context: PlanContext): UsersPlan;
  /**
   * Takes messages back, which are of this app and of a conversation that the capabilities name. Doing it twice does no
   * harm: where an attempt of the same call was unclear, "already taken back" is a success.
   */
  recall?(context: PlanContext): RecallPlan;
  /** Changes a message, as far as the capabilities allow. */
  edit?(ref: MessageRef, edit: MessageEdit, context: PlanContext): EditPlan;
  /**
   * Looks a message up, which is of this app and of a conversation that the capabilities name. A read: repeating it does
   * no harm. Found is only what has all that the ref says: sender, conversation, and each id that it has.
   */
  find?(ref: MessageRef, context: PlanContext): FindPlan;
  /**
   * A read that changes nothing and costs little, of which the reply is `true` where the vendor took the credentials,
   * whatever it found. Repeating it does no harm. The problem's `field` names the option at fault, and is `clock` where
   * the signature's time is.
   */
  verify?(context: PlanContext): VendorCall<true>;
}

/**
 * A token that must be fetched before anything can be sent. The engine fetches one for all who wait, keeps it until
 * it ends, and fetches another after a call's result says `refused: 'session'`.
 */
export interface SessionSource {
  /** The call that fetches a token, with the purpose `session`. */
  call(context: PlanContext): VendorCall<SessionGrant>;
}
