import type { ProblemCode } from './problem.ts';

/** What each code means, in a few words that hold at every vendor and can stand after a colon. */
export const problemMeanings: Readonly<Record<ProblemCode, string>> = {
  invalid_message: 'something in the request is not valid',
  unsupported: 'this is not supported',
  misconfigured: 'the options or the settings of the app are wrong',
  unauthenticated: 'the signature, the token or the key is wrong or has expired',
  permission_denied: 'this app or this account is not allowed to do this',
  sender_not_found: 'there is no such sender',
  recipient_not_found: 'there is no such recipient',
  not_found: 'something that the request names does not exist',
  recipient_blocked: 'the recipient does not take messages from this sender',
  content_rejected: 'the content was not let through',
  message_too_large: 'the message is too large',
  too_many_recipients: 'these are too many users for one request',
  rate_limited: 'requests come too fast',
  quota_exhausted: 'a quota of the app or the plan is used up',
  conflict: 'it does not fit what is there already',
  vendor_unavailable: 'the vendor has a fault of its own at the moment',
  vendor_error: 'a lasting fault at the vendor, or one that is not documented',
  bad_reply: 'the reply cannot be read',
  network: 'the connection failed',
  timeout: 'there was no answer in time',
  aborted: 'the send was cancelled',
};
