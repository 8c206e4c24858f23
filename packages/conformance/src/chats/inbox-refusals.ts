import { createProblem, type Problem } from '@polychat/core/adapter';

/** Of one recipient of several. */
export const unknownRecipient = createProblem({
  code: 'recipient_not_found',
  effect: 'rejected',
  transient: false,
  message: 'no such user',
});

/** Why a whole call is refused, by the vendor's word for it. */
export const refusals: Readonly<Record<string, Problem>> = {
  unavailable: createProblem({
    code: 'vendor_unavailable',
    effect: 'rejected',
    transient: true,
    message: 'a passing fault',
  }),
  forbidden: createProblem({
    code: 'permission_denied',
    effect: 'rejected',
    transient: false,
    message: 'not allowed',
  }),
  conflict: createProblem({
    code: 'conflict',
    effect: 'rejected',
    transient: false,
    message: 'taken back before',
  }),
  not_found: createProblem({
    code: 'not_found',
    effect: 'rejected',
    transient: false,
    message: 'no such message',
  }),
  no_group: createProblem({
    code: 'not_found',
    effect: 'rejected',
    transient: false,
    message: 'groupId: no such group',
    field: 'groupId',
  }),
  no_room: createProblem({
    code: 'not_found',
    effect: 'rejected',
    transient: false,
    message: 'roomId: no such room',
    field: 'roomId',
  }),
  unknown_sender: createProblem({
    code: 'sender_not_found',
    effect: 'rejected',
    transient: false,
    message: 'no such sender',
  }),
};
