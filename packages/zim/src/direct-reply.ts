import type { CallResult } from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { droppedInSilenceCode } from './error-codes.ts';
import {
  isSignatureRefusal,
  moderationProblem,
  problemOfCall,
  problemsOfRecipients,
  unclearReply,
} from './errors.ts';
import type { ZimReply } from './reply.ts';

/**
 * What a reply of SendPeerMessage says. The vendor's rule for batches (article 17510): code 0 means that somebody got it, and both lists say who did and
 * who did not.
 */
export function interpretDirectReply(reply: ZimReply): CallResult {
  const { code, accepted, failed, audits } = reply;
  const refused = problemsOfRecipients(failed, commands.sendToPeers, reply);
  if (code === 0) {
    // "Accepted, and dropped": such a recipient may stand in both lists, and certainly got nothing.
    const dropped = new Set(
      failed.filter(({ subCode }) => subCode === droppedInSilenceCode).map(({ userId }) => userId),
    );
    return {
      problem: audits.length > 0 ? moderationProblem(reply) : undefined,
      accepted: accepted.filter(({ userId }) => !dropped.has(userId)),
      failed: refused,
    };
  }
  // Refused as a whole, yet someone is named as reached: nobody knows. Unless it says that it dropped the message.
  const contradicted = code === droppedInSilenceCode ? [] : accepted;
  const contradiction = unclearReply('refused as a whole, yet the user is among the reached', reply);
  return {
    problem: problemOfCall(commands.sendToPeers, reply),
    accepted: [],
    failed: [...refused, ...contradicted.map(({ userId }) => ({ userId, problem: contradiction }))],
    signatureRefused: isSignatureRefusal(code) && accepted.length === 0 && failed.length === 0,
  };
}
