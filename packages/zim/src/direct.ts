import {
  type CallReading,
  type CheckedMessage,
  type DirectPlan,
  type Problem,
  type RefusedRecipient,
  unsupportedField,
} from '@polychat/core/adapter';
import { createCall } from './call.ts';
import { contentToWire, isCarried } from './content.ts';
import { contentProblems, metadataProblems } from './content-rules.ts';
import {
  droppedInSilenceCode,
  moderated,
  problemOfCall,
  problemsOfItems,
  signatureCodes,
  unclearReply,
} from './errors.ts';
import { maxRecipientsPerCall, type ZimLimits } from './limits.ts';
import type { ZimSettings } from './options.ts';
import { pushToWire } from './push.ts';
import { resolveSender, senderAmongRecipients, userIdProblem } from './user-id.ts';
import { readVendorFields, type ZimVendorFields } from './vendor-fields.ts';
import type { WireSendPeerMessage, ZimReply } from './wire.ts';

const endpoint = 'SendPeerMessage';
const priorities = { low: 1, normal: 2, high: 3 } as const;

/** Plans a direct message as SendPeerMessage calls ("SendPeerMessage", article 17510, 2026-07-08). */
export function planDirect(message: CheckedMessage, settings: ZimSettings, limits: ZimLimits): DirectPlan {
  const from = resolveSender(message.from, settings.defaultSender);
  const vendor = readVendorFields(message.vendorFields, {
    kind: 'direct',
    contentType: message.content.type,
    hasPush: message.push !== undefined,
    maxSearchedContentBytes: settings.maxSearchedContentBytes,
  });
  const sender = 'sender' in from ? from.sender : undefined;
  const problems = [
    ...('problem' in from ? [from.problem] : []),
    ...contentProblems(message.content, 'direct', settings),
    ...metadataProblems(message.metadata, settings),
    ...vendor.problems,
  ];
  let template: Omit<WireSendPeerMessage, 'FromUserId' | 'ToUserId'> | undefined;
  return {
    sender,
    problems,
    unmet: unmetPromises(message),
    warnings: [],
    maxItems: maxRecipientsPerCall,
    next(pending) {
      if (sender === undefined || problems.length > 0) throw new Error('a plan with problems makes no calls');
      const taken = pending.slice(0, maxRecipientsPerCall);
      const refused: RefusedRecipient[] = [];
      const recipients = taken.filter((userId) => {
        const problem = userId === sender ? senderAmongRecipients : userIdProblem('to', userId);
        if (problem) refused.push({ userId, problem });
        return !problem;
      });
      if (recipients.length === 0) return { taken: taken.length, refused };
      const call = createCall(
        {
          endpoint,
          recipients,
          costs: [{ limit: limits.directCalls, units: 1 }],
          // The vendor discards no copy: a repeat is a second message.
          dedupWindowMs: 0,
          silenceMeans: 'unconfirmed',
          wire: () => {
            template ??= toWire(message, vendor.fields);
            return { FromUserId: sender, ToUserId: recipients, ...template };
          },
          interpret,
        },
        settings,
      );
      return { taken: taken.length, refused, call };
    },
  };
}

function unmetPromises({ content, timeToLive, push, readReceipt }: CheckedMessage): Problem[] {
  const unmet: Problem[] = [];
  if (timeToLive !== undefined) {
    unmet.push(
      unsupportedField(
        'timeToLive',
        'ZIM keeps messages as its plan says; content of type signal is online only',
      ),
    );
  }
  if (content.type === 'signal' && push) unmet.push(unsupportedField('push', 'ZIM pushes no signal'));
  if (content.type === 'signal' && readReceipt) {
    unmet.push(unsupportedField('readReceipt', 'ZIM has no read receipts for a signal'));
  }
  return unmet;
}

/** Everything but sender and recipients. What has its documented default is left out, but for the required priority. */
function toWire(message: CheckedMessage, fields: ZimVendorFields) {
  const { content, push } = message;
  if (!isCarried(content)) throw new Error(`ZIM has no message type for ${content.type}`);
  const { MessageType, Message, IsBase64, SubMsgType } = contentToWire(content);
  const isSignal = content.type === 'signal';
  return {
    MessageType,
    Priority: priorities[message.priority],
    MessageBody: {
      Message,
      ExtendedData: message.metadata,
      IsBase64,
      OfflinePush: push && !isSignal ? pushToWire(push, fields) : undefined,
      HasReceipt: message.readReceipt && !isSignal ? 1 : undefined,
    },
    SubMsgType,
    SearchedContent: fields.searchedContent,
    SenderUnaware: message.senderCopy ? undefined : 1,
    SendMsgOptions: message.countsAsUnread ? undefined : { NoUnread: true },
  } as const satisfies Omit<WireSendPeerMessage, 'FromUserId' | 'ToUserId'>;
}

/** The vendor's rule for batches: code 0 means that somebody got it, and both lists say who did and who did not. */
function interpret(reply: ZimReply): CallReading {
  const { code, accepted, failed, audits } = reply;
  const refused = problemsOfItems(failed, endpoint, reply);
  if (code === 0) {
    // "Accepted, and dropped": such a recipient may stand in both lists, and certainly got nothing.
    const dropped = new Set(
      failed.filter(({ subCode }) => subCode === droppedInSilenceCode).map(({ userId }) => userId),
    );
    return {
      problem: audits.length > 0 ? moderated(reply) : undefined,
      accepted: accepted.filter(({ userId }) => !dropped.has(userId)),
      failed: refused,
    };
  }
  // Refused as a whole, yet someone is named as reached: nobody knows. Unless it says that it dropped the message.
  const contradicted = code === droppedInSilenceCode ? [] : accepted;
  const unclear =
    contradicted.length > 0
      ? unclearReply('refused as a whole, yet the user is among the reached', reply)
      : undefined;
  return {
    problem: problemOfCall(endpoint, reply),
    accepted: [],
    failed: [
      ...refused,
      ...contradicted.flatMap(({ userId }) => (unclear ? [{ userId, problem: unclear }] : [])),
    ],
    signatureRefused: signatureCodes.includes(code) && accepted.length === 0 && failed.length === 0,
  };
}
