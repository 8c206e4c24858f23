/** Marks a request that was sent again, with the number of the first one. */
export const resendHeader = 'x-emulator-resend-of';
