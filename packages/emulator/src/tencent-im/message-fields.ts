import * as z from 'zod';
import { type Field, field } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import { type TencentImCode, tencentImCodes } from './codes.ts';
import { C2C_ELEMENT_CODES, type ElementCodes, type MessageElement, readElements } from './elements.ts';
import { account, uint32, wholeNumber, zeroOrOne } from './fields.ts';
import { FIXED } from './limits.ts';
import { offlinePushInfo } from './offline-push.ts';
import type { TencentImReadingSettings } from './readings-schema.ts';

const SEND_CONTROLS = ['NoUnread', 'NoLastMsg', 'WithMuteNotifications', 'NoMsgCheck'];
const FORBID_CALLBACKS = ['ForbidBeforeSendMsgCallback', 'ForbidAfterSendMsgCallback'];

/** MsgBody, with the codes of its service. */
export function bodyField(
  codes: ElementCodes,
  readings: TencentImReadingSettings,
): Field<readonly MessageElement[]> {
  return (value) => readElements(value, codes, readings.relayElements);
}

/** MsgLifeTime in seconds: another type is 90044, more than seven days 90026 or taken as seven days [?]. */
export function lifeTimeField(readings: TencentImReadingSettings): Field<number | undefined> {
  const integer = field(z.int().optional(), tencentImCodes.lifeTimeInvalid);
  return (value) => {
    const seconds = integer(value);
    if (seconds === undefined) return undefined;
    if (seconds > FIXED.lifeTimeSeconds && readings.longLifeTime === 'clamp') return FIXED.lifeTimeSeconds;
    if (seconds < 0 || seconds > FIXED.lifeTimeSeconds) throw new Refusal(tencentImCodes.lifeTimeOutOfRange);
    return seconds;
  };
}

/** An array of known words. */
export function flagsField(
  words: readonly string[],
  readings: TencentImReadingSettings,
  code: TencentImCode,
): Field<ReadonlySet<string>> {
  const strings = field(z.array(z.string()).optional(), code);
  return (value) => {
    const flags = strings(value) ?? [];
    if (readings.unknownFlags === 'refuse' && !flags.every((flag) => words.includes(flag))) {
      throw new Refusal(code);
    }
    return new Set(flags);
  };
}

/** What every one-to-one message is made of, in the order of the checks. */
export function contentFields(readings: TencentImReadingSettings) {
  return {
    MsgRandom: field(uint32, tencentImCodes.randomInvalid),
    MsgBody: bodyField(C2C_ELEMENT_CODES, readings),
    MsgSeq: field(uint32.optional(), tencentImCodes.sequenceInvalid),
    CloudCustomData: field(z.string().optional(), tencentImCodes.messageInvalid),
  };
}

/** What `sendmsg` and `batchsendmsg` have in common besides. Fields without a code of their own get 90010. */
export function sendFields(readings: TencentImReadingSettings) {
  return {
    ...contentFields(readings),
    From_Account: field(account.optional(), tencentImCodes.fromAccountInvalid),
    SyncOtherMachine: field(z.literal([1, 2]).optional(), tencentImCodes.syncOtherMachineInvalid),
    MsgLifeTime: lifeTimeField(readings),
    OnlineOnlyFlag: field(zeroOrOne.optional(), tencentImCodes.messageInvalid),
    OfflinePushInfo: field(offlinePushInfo.optional(), tencentImCodes.offlinePushInvalid),
    IsNeedReadReceipt: field(zeroOrOne.optional(), tencentImCodes.messageInvalid),
    SendMsgControl: flagsField(SEND_CONTROLS, readings, tencentImCodes.messageInvalid),
  };
}

/** Only `sendmsg` has these. MsgTimeStamp is of older pages: accepted, checked and not used [?]. */
export function singleFields(readings: TencentImReadingSettings) {
  return {
    MsgTimeStamp: field(wholeNumber.optional(), tencentImCodes.timeStampInvalid),
    ForbidCallbackControl: flagsField(FORBID_CALLBACKS, readings, tencentImCodes.messageInvalid),
    SupportMessageExtension: field(zeroOrOne.optional(), tencentImCodes.messageInvalid),
  };
}

/** An array of account names. Each of them must be a string: 60015. */
export function accountsField(codes: {
  notArray: TencentImCode;
  empty: TencentImCode;
}): Field<readonly string[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new Refusal(codes.notArray);
    if (value.length === 0) throw new Refusal(codes.empty);
    if (!value.every((item) => typeof item === 'string')) throw new Refusal(tencentImCodes.userIdNotAString);
    return value;
  };
}
