import { type AttemptInfo, type HttpReply, type Problem, readReply } from '@polychat/core/adapter';
import { type Command, commands } from './commands.ts';
import { isSignatureRefusal, problemOfCall, unclearReply } from './errors.ts';
import { vendorName, vendorTitle } from './vendor.ts';
import { readEnvelope, type TencentImReply } from './wire.ts';

/** What a reply says of the call as a whole. */
export type ParsedReply =
  /** The call was carried out. `isPartial`: the reply says that some recipients failed. */
  | { readonly problem?: undefined; readonly data: TencentImReply; readonly isPartial: boolean }
  /** It was refused, or nobody knows. Without `data` the reply did not come from the vendor's API. */
  | { readonly problem: Problem; readonly data?: TencentImReply; readonly refused?: 'signature' };

const schemas = { 200: readEnvelope };

/** Of the others it is anybody's guess what SomeError would mean. */
const commandsWithParts: readonly Command[] = [commands.sendSingle, commands.sendBatch];

/**
 * Parses the envelope of any reply. The code comes first; a status that is missing says nothing, and one that says the
 * opposite of the code makes the reply unclear: neither can be trusted then (34620 = 269/1519; 34920).
 */
export function parseReply(reply: HttpReply, attempt: AttemptInfo, endpoint: Command): ParsedReply {
  const read = readReply(reply, attempt, { vendor: vendorName, title: vendorTitle, schemas });
  if ('problem' in read) return read;
  const { data } = read;
  const { ErrorCode: code } = data;
  const status = data.ActionStatus || (code === 0 ? 'OK' : 'FAIL');
  if (code === 0 && status === 'OK') return { data, isPartial: false };
  if (code === 0 && status === 'SomeError') {
    return commandsWithParts.includes(endpoint)
      ? { data, isPartial: true }
      : { data, problem: unclearReply(endpoint, 'SomeError') };
  }
  const message = attempt.redact.words(data.ErrorInfo);
  if (code !== 0 && status === 'FAIL') {
    return {
      data,
      problem: problemOfCall(endpoint, code, message),
      refused: isSignatureRefusal(code) ? 'signature' : undefined,
    };
  }
  // The status is the vendor's to choose, and so may hold anything: it is not quoted.
  const what = `code ${code} and an ActionStatus that contradicts it`;
  return { data, problem: unclearReply(endpoint, what, { code, message }) };
}
