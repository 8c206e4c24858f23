/**
 * How to read what the vendor's documents leave open. The default of each is the safe reading: the one under
 * which a client that works here works under the others too.
 */
export interface TencentImReadings {
  /**
   * Whether the recipient is part of `sendmsg`'s 120-second duplicate key. The rule's wording leaves it out,
   * so by default the same sender, MsgSeq, MsgRandom and content to two recipients collide. Default `false`.
   */
  readonly dedupByRecipient: boolean;
  /**
   * Whether `sendmsg` also keeps the older rule, by which the same MsgRandom within the same second is a
   * duplicate whatever else differs. Default `false`; `batchsendmsg` always has this rule and no other.
   */
  readonly sendmsgSameSecond: boolean;
  /**
   * What a discarded duplicate of `sendmsg` or `batchsendmsg` is answered: `'first'` repeats the first MsgTime
   * and MsgKey, `'new_time'` succeeds with those it would have had, a number fails with that code. Default `'first'`.
   */
  readonly duplicateReply: 'first' | 'new_time' | number;
  /** A MsgLifeTime above seven days: `'refuse'` is 90026, `'clamp'` takes it as seven days. Default `'refuse'`. */
  readonly longLifeTime: 'refuse' | 'clamp';
  /**
   * Which spellings of "online only" `batchsendmsg` obeys; any one of them is enough. Default all three:
   * `OnlineOnlyFlag` 1 (2026), `MsgLifeTime` 1 (2024-12), `MsgLifeTime` 0 (older).
   */
  readonly batchOnlineOnly: readonly ('OnlineOnlyFlag' | 'MsgLifeTime 0' | 'MsgLifeTime 1')[];
  /** A name that stands twice in one To_Account: delivered `'once'` or to `'each'` place. Default `'once'`. */
  readonly repeatedRecipients: 'once' | 'each';
  /** Whether TIMRelayElem may be sent, which is documented as something received. Default `false`. */
  readonly relayElements: boolean;
  /** Which UserIDs may be imported. Default `'printable_ascii'`; `'word'` is `a–z A–Z 0–9 _ -`. */
  readonly userIdCharacters: 'printable_ascii' | 'word' | 'any';
  /** Whether `account_import` changes name and picture of an account that exists. Default `false`. */
  readonly reimportUpdatesProfile: boolean;
  /**
   * Whether names retired by newer pages still work: `Identifier` in `account_import`, `From_Account` and
   * `To_Account` in `admin_getroammsg`, `SyncFromOldSystem` 1 for real time. Default `true`.
   */
  readonly retiredNames: boolean;
  /** A field this service does not know: `'ignore'` or `'refuse'`. Default `'ignore'`, as the list of fields grows. */
  readonly unknownFields: 'ignore' | 'refuse';
  /** An unknown word in SendMsgControl or ForbidCallbackControl: `'refuse'` or `'ignore'`. Default `'refuse'`. */
  readonly unknownFlags: 'refuse' | 'ignore';
  /** `random` in the query: `'optional'` (a malformed one is refused), `'required'` or `'unchecked'`. Default `'optional'`. */
  readonly random: 'optional' | 'required' | 'unchecked';
  /** Whether a UserSig made in the future is refused (70003). Default `false`: no page speaks of it. */
  readonly refuseFutureUserSig: boolean;
  /** The code of an empty `usersig`. Default 70002. */
  readonly emptyUserSigCode: 70002 | 60025;
  /** Who answers a body that is not JSON: `'service'` (90001, 10011 in groups) or `'gateway'` (60003). Default `'service'`. */
  readonly unparsableBody: 'service' | 'gateway';
  /** The code for more than 100 accounts in one call. Default 70402; older 70206. */
  readonly tooManyAccountsCode: 70402 | 70206;
  /** The code for a `batchsendmsg` body over the limit. Default 93000, from the command's own table. */
  readonly batchTooLargeCode: 93000 | 90055;
}

export const DEFAULT_READINGS: TencentImReadings = {
  dedupByRecipient: false,
  sendmsgSameSecond: false,
  duplicateReply: 'first',
  longLifeTime: 'refuse',
  batchOnlineOnly: ['OnlineOnlyFlag', 'MsgLifeTime 0', 'MsgLifeTime 1'],
  repeatedRecipients: 'once',
  relayElements: false,
  userIdCharacters: 'printable_ascii',
  reimportUpdatesProfile: false,
  retiredNames: true,
  unknownFields: 'ignore',
  unknownFlags: 'refuse',
  random: 'optional',
  refuseFutureUserSig: false,
  emptyUserSigCode: 70002,
  unparsableBody: 'service',
  tooManyAccountsCode: 70402,
  batchTooLargeCode: 93000,
};
